import fc from "fast-check"
import { expect, test } from "vitest"
import { ERROR_CLASSES } from "@/lib/providers/schema"
import { availabilityOf, endOf, faultOf, PROVIDER_FAULTS } from "./fault"
import { retirementOf } from "./retiring"
import { countWords, formatAvailability, formatWait, stateOf, toCells } from "./series"

const now = new Date("2026-11-20T12:00:00Z")
const span = {
  from: new Date("2026-11-17T23:00:00Z"),
  to: now,
  interval: "day" as const,
  zone: "Europe/Berlin",
  now,
}
const told = (day: string, answered: number, faults: number) => ({
  bucket: new Date(`2026-11-${day}T23:00:00Z`),
  answered,
  faults,
})

test("a day is up, degraded or down by its calls and incidents, and never green without any", () => {
  const incident = { from: new Date("2026-11-19T08:00:00Z"), to: new Date("2026-11-19T09:00:00Z") }
  const cells = toCells([told("17", 1_000, 5), told("18", 100, 9)], [incident], span)
  expect(cells.map(({ state }) => state)).toEqual(["up", "down", "none"])
  expect(countWords(cells)).toBe("1 up, 0 degraded, 1 down, 1 without traffic")
  expect(cells[0]?.words).toBe("Up: 99.50% available, 5 of 1,005 calls failed.")
  expect(cells[2]?.words).toBe("No calls that tell of the provider.")
  expect(toCells([told("18", 100, 9)], [], span)[1]?.state).toBe("degraded")
})

test("an incident of more calls than the strip's counts where the strip fails itself", () => {
  const incident = { from: new Date("2026-11-19T08:00:00Z"), to: new Date("2026-11-19T09:00:00Z") }
  const states = (answered: number, faults: number) =>
    toCells([told("18", answered, faults)], [{ ...incident, isPart: true }], span).map(({ state }) => state)
  expect(states(500, 0)).toEqual(["none", "up", "none"])
  expect(states(500, 50)).toEqual(["none", "down", "none"])
})

test("what is not whole is never printed as whole", () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 10_000 }), (answered, faults) => {
      const share = availabilityOf(answered, faults)
      expect(formatAvailability(share)).not.toBe("100%")
      expect(Number.parseFloat(formatAvailability(share))).toBeLessThanOrEqual((share ?? 0) * 100 + 1e-9)
    }),
  )
  expect(formatAvailability(availabilityOf(3, 0))).toBe("100%")
  expect(formatAvailability(availabilityOf(0, 0))).toBe("–")
})

test("every class belongs to somebody, and only the provider's own make a stretch worse", () => {
  for (const errorClass of ERROR_CLASSES) {
    const end = endOf("error", errorClass)
    expect(end).toBe(faultOf(errorClass))
    const faults = end === "provider" ? 1 : 0
    expect(stateOf({ answered: 10, faults }, false)).toBe(
      PROVIDER_FAULTS.includes(errorClass) ? "degraded" : "up",
    )
  }
  expect(endOf("ok", "content_filter")).toBe("answered")
})

test("waits keep three digits", () => {
  expect([12.3, 380, 4_620, 31_040, 125_000].map(formatWait)).toEqual(
    ["12 ms", "0.38 s", "4.6 s", "31.0 s", "125 s"].map((text) => text.replace(" ", "\u00a0")),
  )
})

test("a model's end is known whether or not a gateway names its vendor", () => {
  const own = retirementOf("gemini", "gemini-2.0-flash-001")
  expect(own).toMatchObject({ retires: "2026-06-01" })
  expect(retirementOf("gemini", "google/gemini-2.0-flash-001")).toEqual(own)
  expect(retirementOf("openai", "gemini-2.0-flash-001")).toBeNull()
  expect(retirementOf("cloudflare", "@cf/moonshotai/kimi-k2.5")).toMatchObject({ retires: null })
})
