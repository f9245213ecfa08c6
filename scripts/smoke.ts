import { existsSync, readFileSync } from "node:fs"
import { AppError } from "@/lib/errors"
import { defaultPriceBook } from "@/lib/pricing/default-book"
import { postRun } from "@/lib/smoke/post"
import { secretsOf, toSuite } from "@/lib/smoke/read-suite"
import { runSuite } from "@/lib/smoke/run"
import type { SmokeRunInput } from "@/lib/smoke/schema"
import { exitCodeOf } from "@/lib/smoke/verdict"
import { HELP, readOptions } from "./smoke/options"
import { progressLine, table } from "./smoke/print"

const WRONG_USE = 2
const say = (line: string) => process.stderr.write(`${line}\n`)

async function post(run: SmokeRunInput): Promise<void> {
  const { TOLLGATE_URL: base, TOLLGATE_KEY: key } = process.env
  if (!key) {
    say("Not posted: TOLLGATE_KEY is not set.")
    return
  }
  if (!base)
    throw new AppError("invalid", "TOLLGATE_KEY is set without TOLLGATE_URL, the address to post to.")
  const { id } = await postRun(base, key, run)
  say(`Posted as run ${id}: ${base.replace(/\/+$/, "")}/smoke?runs=${id}`)
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), (file) =>
    existsSync(file) ? readFileSync(file, "utf8") : null,
  )
  if (options === null) {
    process.stdout.write(HELP)
    return 0
  }
  const suite = toSuite(options.suite)
  const secrets = secretsOf(suite, process.env)
  const run = await runSuite(suite, {
    secrets,
    book: defaultPriceBook(),
    onProgress: (progress) => say(progressLine(progress)),
  })
  process.stdout.write(options.json ? `${JSON.stringify(run, null, 2)}\n` : table(run, suite.require))
  if (options.post) await post(run)
  return exitCodeOf(run, suite.require)
}

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof AppError)) throw error
  say(error.message)
  return error.code === "invalid" ? WRONG_USE : 1
})
