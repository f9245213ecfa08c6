import { expect, test } from "vitest"
import type { Check, State } from "./schema"
import { exitCodeOf, faultsOf } from "./verdict"

const route = (label: string, states: Partial<Record<Check, State>>) => ({
  label,
  cells: Object.entries(states).map(([check, state]) => ({ check: check as Check, state: state as State })),
})
const run = (...routes: ReturnType<typeof route>[]) => ({ stopped: false, routes })

test("what one route lacks and another has is wrong; what none has is not", () => {
  const both = run(
    route("direct", { tools: "pass", image: "missing" }),
    route("gateway", { tools: "missing", image: "missing" }),
  )
  expect(faultsOf(both)).toEqual([{ label: "gateway", check: "tools", why: "missing" }])
  // Directly no cost is ever reported, and a list of models need not mark anything.
  expect(faultsOf(run(route("direct", { cost: "missing" }), route("openrouter", { cost: "pass" })))).toEqual(
    [],
  )
})

test("a pipeline is told by its exit code", () => {
  const fine = run(route("direct", { chat: "pass", image: "missing" }))
  expect(exitCodeOf(fine, [])).toBe(0)
  expect(exitCodeOf(fine, ["image"])).toBe(1)
  expect(exitCodeOf(run(route("direct", { usage: "fail" })), [])).toBe(1)
  expect(exitCodeOf({ ...fine, stopped: true }, [])).toBe(3)
  // Untested is not there to whoever requires it.
  expect(exitCodeOf(run(route("direct", { tools: "untested" })), ["tools"])).toBe(1)
})
