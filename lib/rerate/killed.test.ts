import { spawn } from "node:child_process"
import { once } from "node:events"
import { expect, test } from "vitest"
import { prisma } from "@/lib/db/client"
import { appendEvents } from "@/lib/ledger/append"
import { draftEvent } from "@/lib/ledger/charges"
import { addPrice } from "@/lib/pricing/mutations"
import { priceInput } from "@/lib/pricing/price-input"
import { getPriceBook } from "@/lib/pricing/queries"
import { readEvent } from "@/lib/sources/events"
import { spend } from "@/lib/spend/queries"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { freshPrices } from "@/lib/testing/fresh-prices"
import { TEST_NOW, testEvent, testSource } from "@/lib/testing/ledger"
import { applyRerate, previewRerate } from "./mutations"
import { getRerate } from "./queries"
import { stepRerate } from "./step"

const url = await testDatabase()
const CALLS = 60

/** A process that goes on with the re-rate and says so after each step. */
function begin(orgId: number) {
  const code = `import("./lib/rerate/step.ts").then(async ({ stepRerate }) => {
    while (await stepRerate(${orgId}, { callsAtOnce: 2 })) process.stdout.write(".")
  })`
  return spawn(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "--input-type=module", "--eval", code],
    { env: { ...process.env, DATABASE_URL: url }, stdio: ["ignore", "pipe", "inherit"] },
  )
}

/** Kills the process after so many steps, wherever in the next one it is by then. */
async function killedAfter(steps: number, orgId: number): Promise<void> {
  const child = begin(orgId)
  const ended = once(child, "exit")
  let done = 0
  child.stdout.on("data", (dots: Buffer) => {
    done += dots.length
    if (done >= steps) child.kill("SIGKILL")
  })
  const [, signal] = await ended
  expect(signal).toBe("SIGKILL")
}

test("an apply whose process is killed again and again moves every call once", async () => {
  const { orgId, scope } = await makeTenant()
  const book = await getPriceBook(scope)
  const drafts = Array.from({ length: CALLS }, (_, i) => {
    const read = readEvent(testEvent({ model: "house-1", id: `e${i}` }), { now: TEST_NOW, backfill: true })
    const result = read.ok ? draftEvent(read.event, { book, currency: "USD" }) : null
    if (!result?.ok) throw new Error("The event was refused.")
    return result.draft
  })
  await appendEvents(scope, await testSource(orgId), drafts)
  const input = { provider: "openai", models: ["house-1"], from: "2026-11-01", source: "Contract" }
  await addPrice(scope, priceInput.parse({ ...input, per_million: { input_uncached: "2", output: "2" } }))
  await freshPrices(scope)
  const { id } = await previewRerate(scope, {
    ...{ from: "2026-11-01", to: "2026-11-20", provider: null, model: null },
  })
  while (await stepRerate(orgId));
  await applyRerate(scope, id, "test")
  while ((await getRerate(scope, id)).state === "checking") await stepRerate(orgId)
  for (const steps of [1, 4, 9]) await killedAfter(steps, orgId)
  const { state, progress } = await getRerate(scope, id)
  expect(state).toBe("applying")
  expect(progress.done).toBeGreaterThanOrEqual(20)
  expect(progress.done).toBeLessThan(CALLS)
  while (await stepRerate(orgId));
  expect(await getRerate(scope, id)).toMatchObject({
    state: "applied",
    total: { changed: CALLS, difference: "0.18" },
  })
  const rows = await prisma().$queryRaw`select count(*)::int as rows from charge where org_id = ${orgId}`
  expect(rows).toEqual([{ rows: 3 * CALLS }])
  const { total, unpriced } = await spend(scope, {
    ...{ from: new Date("2026-11-01"), to: new Date("2026-12-01"), interval: "day", groupBy: [] },
    ...{ filters: [], limit: 1, comparison: null },
  })
  expect([total.billed, total.calls, unpriced.calls]).toEqual(["0.18", CALLS, 0])
}, 120_000)
