import { expect, test } from "vitest"
import { changePools } from "@/lib/attribution/change-pools"
import { showback } from "@/lib/attribution/showback"
import { appendEvents } from "@/lib/ledger/append"
import { readCsv } from "@/lib/testing/csv-file"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { showbackCsv } from "./showback-csv"
import { download } from "./stream"

await testDatabase()

test("what has no price leaves its cell empty, and a share of none is a zero", async () => {
  const { scope, orgId } = await makeTenant()
  const events = [{ team: "Support" }, { team: "Labs", model: "unknown-model" }]
  const drafts = events.map((event) => testDraft(testEvent(event)))
  await appendEvents(scope, await testSource(orgId), drafts)
  await changePools(scope, {
    pools: [{ name: "Staging", when: ["environment=staging"], split: "even", teams: [] }],
  })
  const file = await showbackCsv(scope, { from: "2026-11-01", to: "2026-12-01", bom: false })
  const { rows } = readCsv(await (await download(scope, new Request("http://localhost:3000"), file)).text())
  expect(rows.map(({ team, direct, Staging, total }) => [team, direct, Staging, total])).toEqual([
    ["Support", "0.00575", "0", "0.00575"],
    ["Labs", "", "0", ""],
    ["", "", "0", "0"],
    ["", "0.00575", "0", "0.00575"],
  ])
})

test("the file holds what the screen shows, safe for spreadsheets, and its rows add up", async () => {
  const { scope, orgId } = await makeTenant()
  const events = [{ team: "=Search" }, { team: "Support" }, {}, { environment: "staging", team: "Support" }]
  const drafts = events.map((event) => testDraft(testEvent(event)))
  await appendEvents(scope, await testSource(orgId), drafts)
  const fixed = { name: "Staging", when: ["environment=staging"], split: "fixed" as const }
  await changePools(scope, { pools: [{ ...fixed, teams: [{ team: "=Search", percent: "33.3" }] }] })
  const asked = { from: "2026-11-01", to: "2026-12-01", bom: false }
  const file = await showbackCsv(scope, asked)
  const answer = await download(scope, new Request("http://localhost:3000"), file)
  const { comments, head, rows } = readCsv(await answer.text())
  expect(head).toEqual(["row", "team", "direct", "Staging", "total", "unpriced_calls"])
  const [from, to] = ["2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"].map((text) => new Date(text)) as [
    Date,
    Date,
  ]
  const shown = await showback(scope, { from, to, unfinished: false })
  expect(rows.filter(({ row }) => row === "team").map(({ team, total }) => [team, total])).toEqual(
    shown.teams.map(({ team, total }) => [team === "=Search" ? "'=Search" : (team ?? "Unattributed"), total]),
  )
  expect(rows.find(({ row }) => row === "unallocated")?.total).toBe(shown.unallocated)
  expect(rows.at(-1)).toMatchObject({
    row: "total",
    total: shown.total,
    Staging: "0.00575",
    direct: "0.01725",
  })
  expect(comments.at(-1)).toBe("End: 3 teams the rest and the total")
})
