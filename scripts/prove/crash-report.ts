import type { KillCounts, KillFigures, Victim } from "./kill"
import type { LoadFigures } from "./load"
import { count, type Findings, quantile, seconds } from "./report"

const NAMES: Record<Victim, string> = {
  web: "the web server",
  worker: "the worker",
  backend: "a PostgreSQL backend",
  postmaster: "the postmaster",
}

export function reportKills(findings: Findings, planned: KillCounts, kills: KillFigures): void {
  const { struck, busy, restartsMs, recoveriesMs, untimed, returned } = kills
  for (const victim of Object.keys(NAMES) as Victim[]) {
    findings.exactly(`SIGKILL of ${NAMES[victim]}`, planned[victim], struck[victim])
  }
  findings.note("of these while requests were under way, untimed", `${busy}, ${untimed}`)
  findings.must("ready after the last of them, by itself", "yes", returned ? "yes" : "no", returned)
  const p95 = quantile(restartsMs, 0.95)
  const of = (times: readonly number[]) => `of ${times.length}`
  findings.pace(
    "web server from SIGKILL to ready, p95",
    "5 s",
    `${seconds(p95)} ${of(restartsMs)}`,
    p95 <= 5_000,
  )
  const longest = Math.max(0, ...recoveriesMs)
  findings.pace(
    "PostgreSQL from SIGKILL to ready, longest",
    "10 s",
    `${seconds(longest)} ${of(recoveriesMs)}`,
    longest <= 10_000,
  )
}

export function reportLoad(findings: Findings, rate: number, load: LoadFigures): void {
  const reached = Math.round(load.acked / load.seconds)
  findings.note(
    "events a second: offered while up, acknowledged all in all",
    `${count(rate)}, ${count(reached)} over ${load.seconds.toFixed(0)} s`,
  )
  findings.note("requests, retries", `${count(load.requests)}, ${count(load.retries)}`)
  findings.note("events stored unheard and sent again", count(load.duplicates))
  const none = (what: string, n: number) => findings.exactly(what, 0, n)
  none("events rejected or in conflict", load.rejected + load.conflicts)
  none("batches never answered", load.unanswered)
  const [first] = load.dishonest
  findings.must(
    "refusals other than 429 or 503 with Retry-After",
    0,
    first === undefined ? 0 : `${load.dishonest.length}: ${first}`,
    first === undefined,
  )
}
