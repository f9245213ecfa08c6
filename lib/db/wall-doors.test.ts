import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { endOfParenthesis } from "@/scripts/check-sql-text"

const UNKNOWN = "asks before it is known which organisation asks"
const WORKER = "the worker goes from organisation to organisation"
const INGEST = "the ledger's writes: one function per organisation, which answers with outcomes alone"

/** Every file that speaks to the database past the second wall, and why. SECURITY.md tells the same. */
const PAST_THE_WALL: Readonly<Record<string, string>> = {
  "lib/alerts/outlook-turns.ts": WORKER,
  "lib/alerts/watch-budgets.ts": WORKER,
  "lib/alerts/watched.ts": WORKER,
  "lib/anomalies/find.ts": WORKER,
  "lib/auth/accept-invitation.ts": UNKNOWN,
  "lib/auth/authenticate-key.ts": UNKNOWN,
  "lib/auth/create-organisation.ts": "asks PostgreSQL for the zones it knows",
  "lib/auth/demo.ts": UNKNOWN,
  "lib/auth/live-session.ts": UNKNOWN,
  "lib/auth/password-reset.ts": UNKNOWN,
  "lib/auth/profile.ts":
    "the password of one's own account, by its number; its entry in the trail is behind the wall",
  "lib/auth/provider-sign-in.ts": UNKNOWN,
  "lib/auth/setup.ts": UNKNOWN,
  "lib/auth/sign-in.ts": UNKNOWN,
  "lib/auth/source-webhook.ts": UNKNOWN,
  "lib/auth/throttle.ts": UNKNOWN,
  "lib/credits/apply.ts": WORKER,
  "lib/decision/fold-days.ts": WORKER,
  "lib/delivery/attempt.ts": WORKER,
  "lib/delivery/dispatch.ts": WORKER,
  "lib/delivery/forget.ts": WORKER,
  "lib/delivery/off-notice.ts": WORKER,
  "lib/exports/snapshot.ts": "begins its transaction itself and steps behind the wall at once",
  "lib/health/find-incidents.ts": WORKER,
  "lib/health/price-fallbacks.ts": WORKER,
  "lib/http/readiness.ts": "gauges of the installation",
  "lib/ledger/append.ts": INGEST,
  "lib/ledger/merge/attribute-calls.ts": INGEST,
  "lib/ledger/refusals.ts": INGEST,
  "lib/ledger/retention.ts": WORKER,
  "lib/reports/deliver.ts": WORKER,
  "lib/rerate/advance.ts": WORKER,
  "lib/rerate/step.ts": WORKER,
  "lib/rerate/watch-prices.ts": WORKER,
  "lib/rollups/apply.ts": WORKER,
  "lib/rollups/change-zone.ts": WORKER,
  "lib/rollups/cuboids.ts": "notes what is asked for, and sums it for the worker; no row of it is answered",
  "lib/rollups/rebuild.ts": WORKER,
  "lib/sources/settings.ts": INGEST,
  "lib/sources/otlp/settle-traces.ts": WORKER,
  "lib/sources/shared-calls.ts": INGEST,
  "lib/sources/traffic.ts": INGEST,
  "lib/worker/run.ts": WORKER,
  "lib/worker/verify-trails.ts": WORKER,
}

const POOLS = /\bprisma\(\)|\btransaction\(|\bon: \w+Pool\(\)|Pool\(\)\.(?:connect|query)/

/** Whether a call of query() or execute() names no connection and so takes one of the reading pool. */
function asksThePool(text: string): boolean {
  return [...text.matchAll(/(?<![\w.])(?:query|execute)\(/g)].some(({ index, 0: call }) => {
    const given = text.slice(index, endOfParenthesis(text, index + call.length - 1))
    return !/\bon\b/.test(given.replace(/`[^`]*`/g, ""))
  })
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(({ name }) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map(({ parentPath, name }) => join(parentPath, name).replaceAll("\\", "/"))
    .filter((file) => !/^lib\/(?:db|testing)\//.test(file))
}

test("every file that asks past the second wall says why it may", () => {
  const files = [...filesBelow("lib"), ...filesBelow("app")].filter((file) => {
    const text = readFileSync(file, "utf8")
    return POOLS.test(text) || asksThePool(text)
  })
  expect(files.sort()).toEqual(Object.keys(PAST_THE_WALL).sort())
})
