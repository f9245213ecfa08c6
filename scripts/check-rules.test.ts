import { describe, expect, test } from "vitest"
import { checkLayers } from "./check-layers"
import { checkPages } from "./check-pages"
import { type Finding, importsOf } from "./check-sources"
import { checkStructure } from "./check-structure"

const layers = (files: Record<string, string>) => checkLayers(new Map(Object.entries(files)))
const structure = (file: string, text: string) => checkStructure(new Map([[file, text]]))
const details = (findings: Finding[]) => findings.map(({ detail }) => detail).join("\n")

describe("importsOf", () => {
  test("sees every form the formatter writes", () => {
    const text = [
      'import "server-only"',
      'import type { A } from "@/lib/a"',
      'import {\n  type B,\n  c,\n} from "./b"',
      'export { d } from "../d.ts"',
      'const late = await import("@/lib/late")',
      'const not = "import x from"',
    ].join("\n")
    expect(importsOf("lib/room/file.ts", text)).toEqual([
      { target: "lib/a", typeOnly: true },
      { target: "lib/room/b", typeOnly: false },
      { target: "lib/d", typeOnly: false },
      { target: "server-only", typeOnly: false },
      { target: "lib/late", typeOnly: false },
    ])
  })
})

describe("checkLayers", () => {
  test("lets a room see what stands to its left, and nothing to its right", () => {
    expect(layers({ "lib/ledger/a.ts": 'import { b } from "@/lib/pricing/b"' })).toEqual([])
    const wrong = layers({ "lib/pricing/a.ts": 'import type { B } from "@/lib/ledger/b"' })
    expect(details(wrong)).toContain("pricing stands left of ledger")
  })

  test("keeps queries out of components and domains out of the generic ones", () => {
    const wrong = layers({
      "components/spend/card.tsx": 'import { q } from "@/lib/spend/queries"',
      "components/ui/button.tsx": 'import { Card } from "@/components/spend/card"',
    })
    expect(details(wrong)).toMatch(/let the page fetch[\s\S]*know no domain/)
    expect(layers({ "components/charts/bars.tsx": 'import type { S } from "@/lib/spend/series"' })).toEqual(
      [],
    )
  })

  test("lets a component's test use the test helpers", () => {
    expect(layers({ "components/charts/a.test.tsx": 'import { y } from "@/lib/testing/y"' })).toEqual([])
  })

  test("lets nothing import app, and only tests the test helpers", () => {
    const wrong = layers({
      "lib/http/a.ts": 'import { x } from "@/app/x"',
      "lib/http/b.ts": 'import { y } from "@/lib/testing/y"',
    })
    expect(wrong).toHaveLength(2)
    expect(layers({ "lib/http/b.test.ts": 'import { y } from "@/lib/testing/y"' })).toEqual([])
  })

  test("asks for server-only where the database is touched", () => {
    const touching = 'import { query } from "@/lib/db/query"'
    expect(details(layers({ "lib/spend/q.ts": touching }))).toContain("server-only")
    expect(layers({ "lib/spend/q.ts": `import "server-only"\n${touching}` })).toEqual([])
  })

  test("finds a ring, but not one of types alone", () => {
    const ring = { "lib/spend/a.ts": 'import { b } from "./b"', "lib/spend/b.ts": 'import { a } from "./a"' }
    expect(details(layers(ring))).toContain("lib/spend/a → lib/spend/b → lib/spend/a")
    expect(layers({ ...ring, "lib/spend/b.ts": 'import type { A } from "./a"' })).toEqual([])
  })
})

describe("checkStructure", () => {
  const long = (lines: number) => "x\n".repeat(lines)

  test.each([
    ["lib/spend/a.ts", long(401), "401 lines"],
    ["prisma/migrations/1_a/migration.sql", long(401), "401 lines"],
    ["app/x/page.tsx", long(81), "81 lines"],
    ["app/x/route.ts", long(41), "41 lines"],
    ["lib/spend/helpers.ts", "", "name that says nothing"],
    ["lib/spend/index.ts", "", "barrel"],
    ["app/x/act.ts", '"use server"\n', "server action"],
    ["app/x/page.tsx", "export default async function X() {}", "<Suspense>"],
    ["lib/a.ts", 'import { z } from "zod"', "import * as z"],
    ["lib/ledger/a.ts", "await client.query(`select 1`)", "the one door"],
    ["app/x/a.ts", "prisma().$queryRawUnsafe(text)", "the one door"],
    ["lib/ledger/a.ts", 'import pg from "pg"', "pools"],
  ])("refuses %s with a sentence", (file, text, sentence) => {
    expect(details(structure(file, text))).toContain(sentence)
  })

  test("lets well-shaped files be", () => {
    expect(structure("app/x/page.tsx", "export default function X() {}\n")).toEqual([])
    expect(structure("lib/db/client.ts", 'import pg from "pg"\n')).toEqual([])
    expect(structure("lib/ledger/a.ts", 'import type pg from "pg"\n')).toEqual([])
  })
})

describe("checkPages", () => {
  const table = (rows: string) => ["lib/testing/page-table.ts", `export const PAGES = {\n${rows}\n}`] as const
  const pages = ["app/(app)/page.tsx", "app/(app)/events/[id]/page.tsx"].map((file) => [file, ""] as const)

  test("a page without a row and a row without a page are named", () => {
    const rows = '  "/": { allow: MEMBERS },\n  "/gone": { allow: ADMINS },'
    const found = checkPages(new Map([...pages, table(rows)]))
    expect(found.map(({ detail }) => detail)).toEqual([
      expect.stringContaining("/events/{id}"),
      expect.stringContaining("/gone"),
    ])
  })

  test("every page with its row is fine", () => {
    const rows = '  "/": { allow: MEMBERS },\n  "/events/{id}": { allow: MEMBERS, address: "/events/1" },'
    expect(checkPages(new Map([...pages, table(rows)]))).toEqual([])
  })
})
