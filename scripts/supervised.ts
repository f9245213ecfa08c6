import { type ChildProcess, spawn } from "node:child_process"
import { setTimeout as sleep } from "node:timers/promises"

const STOP_LIMIT_MS = 15_000
/** A process that ends this soon after its start, and was not killed, counts as unable to start. */
const YOUNG_MS = 10_000
const MAX_YOUNG_DEATHS = 5
const MAX_PAUSE_MS = 5_000

export interface SupervisedOptions {
  /** As people are told, with its article: "the web server". */
  name: string
  /** Arguments of Node. */
  args: string[]
  env: NodeJS.ProcessEnv
  onNotice: (sentence: string) => void
  /** It died again and again right after its start and is left alone. */
  onGivenUp: (error: Error) => void
}

export interface Supervised {
  pid(): number | undefined
  stop(): Promise<void>
}

/** Keeps one process running: a crash starts it again, a little later each time it dies young. */
export function supervise(options: SupervisedOptions): Supervised {
  let stopping = false
  let youngDeaths = 0
  let child = launch()

  function launch(): ChildProcess {
    const born = Date.now()
    const started = spawn(process.execPath, ["--import", "./scripts/follow-parent.mjs", ...options.args], {
      env: options.env,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      // Of its own session: Ctrl-C reaches the launcher alone, which stops everything in order.
      detached: true,
    })
    started.once("exit", (code, signal) => void revive(born, code, signal ?? `code ${code}`))
    return started
  }

  async function revive(born: number, code: number | null, reason: string): Promise<void> {
    if (stopping) return
    youngDeaths = Date.now() - born < YOUNG_MS ? youngDeaths + 1 : 0
    if (code !== null && youngDeaths >= MAX_YOUNG_DEATHS) {
      options.onGivenUp(
        new Error(`${options.name} died ${youngDeaths} times right after its start (${reason}).`),
      )
      return
    }
    options.onNotice(`${options.name} ended (${reason}); starting it again.`)
    await sleep(youngDeaths > 1 ? Math.min(200 * 2 ** youngDeaths, MAX_PAUSE_MS) : 0)
    if (!stopping) child = launch()
  }

  return {
    pid: () => child.pid,
    async stop() {
      stopping = true
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()))
      child.kill("SIGTERM")
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS)
      await gone
      clearTimeout(timer)
    },
  }
}
