// Every npm command enters here, on whatever Node (20 or newer) the machine has.
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { constants } from "node:os"
import { join } from "node:path"
import { prepare, root, SetupError } from "./prepare.mjs"

/** The script behind each command and what must be ready before it. */
const COMMANDS = {
  start: { script: "start", client: true, build: true },
  demo: { script: "start", args: ["--demo"], client: true, build: true },
  test: { script: "test", client: true, recipes: true },
  check: { script: "check", client: true },
  bench: { script: "bench", client: true, build: true },
  prove: { script: "prove", client: true, build: true },
  budgets: { script: "budgets" },
  explain: { script: "explain" },
  smoke: { script: "smoke" },
  tail: { script: "tail" },
  catalogue: { script: "catalogue" },
}

async function main() {
  const [name = "", ...rest] = process.argv.slice(2)
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  const script = `scripts/${command?.script}.ts`
  if (command === undefined || !existsSync(join(root, script))) {
    throw new SetupError(`There is no command "${name}": use one of ${Object.keys(COMMANDS).join(", ")}.`)
  }
  process.chdir(root)
  const node = await prepare(command)
  process.exitCode = await launch(node, [script, ...(command.args ?? []), ...rest])
}

/** Runs the script on the picked Node and passes signals on; the channel tells it when this process dies. */
function launch(node, args) {
  const path = [join(root, "node_modules/.bin"), process.env.PATH].join(
    process.platform === "win32" ? ";" : ":",
  )
  const child = spawn(node, ["--conditions=react-server", "--import", "tsx", ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: path, NEXT_TELEMETRY_DISABLED: "1" },
  })
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
  stopWithNpm(() => child.kill("SIGTERM"))
  return new Promise((done, fail) => {
    child.once("error", fail)
    child.once("exit", (code, signal) => done(code ?? 128 + (constants.signals[signal] ?? 0)))
  })
}

/** npm's shell does not pass signals on, so a stopped npm shows only as another parent. */
function stopWithNpm(stop) {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    stop()
  }, 250)
  watch.unref()
}

main().catch((error) => {
  process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`)
  process.exitCode = 1
})
