import { expect, test } from "vitest"
import { eventsCsvQuerySchema, focusQuerySchema, spendCsvQuerySchema } from "@/lib/exports/schema"
import { failuresCsvQuery, healthCsvQuery } from "@/lib/health/csv-schema"
import { queryValues } from "@/lib/http/input"
import { exportLinks, tableFileLinks } from "./export-address"

const SEARCH =
  "?from=2026-11-01&to=2026-12-01&group_by=team,tag:tier&compare=year&interval=week&filter=model~gpt&filter=team%3Da%7Cb"

test("every link asks for the view in the address, in words that the download takes", () => {
  const schemas = {
    "spend.csv": spendCsvQuerySchema,
    "events.csv": eventsCsvQuerySchema,
    focus: focusQuerySchema,
  }
  const links = exportLinks(SEARCH, { table: true })
  expect(links).toHaveLength(8)
  for (const { href } of links) {
    const name = /export\/([^?]+)/.exec(href)?.[1] as keyof typeof schemas
    const asked = schemas[name].parse(queryValues(href))
    expect(asked).toMatchObject({
      from: "2026-11-01",
      to: "2026-12-01",
      filter: [
        { dimension: "model", operator: "~", values: ["gpt"] },
        { dimension: "team", operator: "=", values: ["a", "b"] },
      ],
    })
  }
  expect(spendCsvQuerySchema.parse(queryValues(links[0]?.href ?? ""))).toMatchObject({
    group_by: ["team", "tag:tier"],
    compare: "year",
    rows: "groups",
  })
  expect(spendCsvQuerySchema.parse(queryValues(links[2]?.href ?? ""))).toMatchObject({
    interval: "week",
    rows: "series",
  })
})

test("an address without words asks for the month to date by the page's own grouping", () => {
  const [table] = exportLinks("", { table: true })
  expect(table?.href).toBe("/api/v1/export/spend.csv?range=mtd&group_by=team&compare=previous")
  expect(exportLinks("", { table: false }).map(({ label }) => label)).toEqual([
    "All events (CSV)",
    "FOCUS 1.2 (CSV)",
    "FOCUS 1.2 (Parquet)",
    "FOCUS 1.4 (CSV)",
    "FOCUS 1.4 (Parquet)",
  ])
})

test("a comparison with two dates of one's own is taken too", () => {
  const [table] = exportLinks("?compare=2026-09-01..2026-10-01", { table: true })
  const asked = spendCsvQuerySchema.parse(queryValues(table?.href ?? ""))
  expect(asked.compare).toBe("2026-09-01..2026-10-01")
})

test("Health leaves as its page narrows and groups it, with the failure ledger", () => {
  const links = tableFileLinks("health.csv", "?range=7d&filter=environment%3Dproduction&by=model")
  const filter = [{ dimension: "environment", operator: "=", values: ["production"] }]
  const [table, excel, byProvider, byFeature] = links.map(({ href }) => queryValues(href))
  const asked = { range: "7d", filter, group_by: ["provider", "model", "route"] }
  expect(healthCsvQuery.parse(table)).toMatchObject({ ...asked, bom: false })
  expect(healthCsvQuery.parse(excel)).toMatchObject({ ...asked, bom: true })
  expect(failuresCsvQuery.parse(byProvider)).toMatchObject({ range: "7d", filter, by: "provider" })
  expect(failuresCsvQuery.parse(byFeature)).toMatchObject({ range: "7d", filter, by: "feature" })
  const [plain] = tableFileLinks("health.csv", "")
  expect(healthCsvQuery.parse(queryValues(plain?.href ?? "")).group_by).toEqual(["provider", "route"])
})
