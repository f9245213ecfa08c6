import { expect, test } from "vitest"
import { Assumptions, definitionsFor } from "./assumptions"
import { type ChecklistInput, checklistOf } from "./checklist"
import type { DecisionScope } from "./schema"
import type { RouteGaps } from "./situation"
import type { TrafficUnit } from "./traffic"

const unit: TrafficUnit = {
  ...{ id: "openai", families: ["openai"], feature: null, models: [], calls: 400 },
  requestsByFeature: new Map([["search", [400n]]]),
  ...{ routes: new Map(), taken: new Map() },
}

const scope = { scope: "openai", label: "OpenAI", families: ["openai"], choice: "openrouter", candidates: [] }

interface Given {
  assume: Record<string, string>
  gaps?: readonly Partial<RouteGaps>[]
  fallbacks?: ChecklistInput["fallbacks"]
  none?: boolean
}

function check(name: string, { assume, gaps = [], fallbacks = new Map(), none = false }: Given) {
  const definitions = definitionsFor({ routes: ["direct"], families: ["openai"], features: ["search"] })
  const assumptions = new Assumptions(definitions, new Map(), new Map(Object.entries(assume)), (text) => text)
  const traffic = { days: [], units: none ? [] : [unit], calls: 400, unpriced: 0, ledger: 0n, rerated: 0n }
  const told = gaps.map((gap) => ({
    ...{ family: "openai", route: "openrouter", missing: [], present: [], addedP95Ms: null, foundIn: [] },
    ...gap,
  }))
  const found = checklistOf({
    known: { traffic, assumptions, health: [], gaps: told },
    scopes: none ? [] : [scope as unknown as DecisionScope],
    ...{ credits: [], fallbacks, hasSmoke: gaps.length > 0 },
  })
  return found.find((each) => each.name === name)
}

test("a need is met where a run found it, and not known where none looked for it", () => {
  const needs = (gaps: readonly Partial<RouteGaps>[]) =>
    check("Features that routes need", { assume: { needs: "search:tools" }, gaps })?.state
  expect(needs([])).toBe("not known")
  expect(needs([{ present: ["chat"] }])).toBe("not known")
  expect(needs([{ route: "direct", present: ["tools"] }])).toBe("not known")
  expect(needs([{ present: ["tools"] }])).toBe("met")
  expect(needs([{ present: ["tools"] }, { missing: ["tools"] }])).toBe("not met")
})

test("added latency is met by a measurement alone", () => {
  const added = (addedP95Ms: number | null) =>
    check("Added latency, p95", { assume: { added_p95_ms: "50" }, gaps: [{ addedP95Ms }] })?.state
  expect([added(null), added(40), added(60)]).toEqual(["not known", "met", "not met"])
})

test("a fallback that no failure called for is not known to be there", () => {
  const fallback = (fates: readonly (readonly [number, number])[]) =>
    check("Fallback for each critical feature", {
      assume: { "failed_value.search": "0.1" },
      fallbacks: new Map(fates.map(([failed, rescued]) => ["search", { failed, rescued }])),
    })?.state
  expect([fallback([]), fallback([[3, 0]]), fallback([[3, 2]])]).toEqual(["not known", "not met", "met"])
})

test("nothing is met where there were no calls", () => {
  const assume = { countries: "US", keep_direct: "contracts" }
  expect(check("Billing country", { assume, none: true })?.state).toBe("not known")
  expect(check("Data handling", { assume, none: true })?.state).toBe("not known")
})
