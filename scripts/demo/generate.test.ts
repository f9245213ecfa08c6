import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { eventSchema } from "@/lib/sources/events-schema"
import { localDate } from "@/lib/time"
import { ZONE } from "./calendar"
import type { DemoEvent } from "./event"
import { corrections, misfits, secondReports } from "./exceptions"
import { type DemoOptions, demoEvents, planDays } from "./generate"

const NOW = new Date("2026-11-25T15:20:00Z")
/** Ninety days, thinly. */
const SMALL = { now: NOW, events: 9_000 }

function all(options: Partial<DemoOptions> = {}): DemoEvent[] {
  return [...demoEvents({ now: NOW, events: 3_000, days: 30, ...options })].map(({ event }) => event)
}

describe("demoEvents", () => {
  it("is the same for the same seed and instant", () => {
    expect(all()).toEqual(all())
    expect(all({ seed: "other" })).not.toEqual(all())
  })

  it("keeps every event that a later, longer or larger run shares with it", () => {
    const moment = fc.date({
      min: new Date("2026-01-10T00:00:00Z"),
      max: new Date("2029-12-31T00:00:00Z"),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(
        moment,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 300, max: 900 }),
        (now, hours, events) => {
          const later = new Date(now.getTime() + hours * 3_600_000)
          const before = new Map(all({ now, events: 300, days: 8 }).map((event) => [event.id, event]))
          let shared = 0
          for (const event of all({ now: later, events, days: 9 })) {
            const known = before.get(event.id)
            if (!known) continue
            shared += 1
            expect(event).toEqual(known)
          }
          expect(shared).toBeGreaterThan(hours > 36 ? 0 : 100)
        },
      ),
      { numRuns: 12 },
    )
  })

  it("has unique ids, ascends in time and ends by now", () => {
    const events = all()
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    expect(events.every(({ id }) => id.length <= 128)).toBe(true)
    expect(
      events
        .map(({ time }) => time)
        .sort()
        .at(-1)! <= NOW.toISOString(),
    ).toBe(true)
    const days = events.map(({ time }) => localDate(new Date(time), ZONE))
    expect(days).toEqual([...days].sort())
  })

  it("makes about as many events as asked for", () => {
    for (const events of [100, 3_000, 12_000]) {
      const made = all({ events, days: 90 }).length
      expect(Math.abs(made - events)).toBeLessThan(events * 0.06 + 45)
    }
  })

  it("sends only what the public schema takes", () => {
    for (const event of [...all(), ...corrections(SMALL).map((sourced) => sourced.event)]) {
      const result = eventSchema.safeParse(event)
      expect(result.success ? null : { event, issues: result.error.issues }).toBeNull()
    }
  })

  it("rests at the weekend and at night", () => {
    const perWeekday = new Array<number>(7).fill(0)
    const perHour = new Array<number>(24).fill(0)
    const clock = new Intl.DateTimeFormat("en", { timeZone: ZONE, hour: "2-digit", hourCycle: "h23" })
    for (const { time } of all({ events: 9_000, days: 28 })) {
      const at = new Date(time)
      perWeekday[new Date(localDate(at, ZONE)).getUTCDay()]! += 1
      perHour[Number(clock.format(at))]! += 1
    }
    const weekend = (perWeekday[0]! + perWeekday[6]!) / 2
    const working = perWeekday.slice(1, 6).reduce((sum, count) => sum + count, 0) / 5
    expect(weekend / working).toBeLessThan(0.65)
    expect(perHour[4]! / perHour[10]!).toBeLessThan(0.3)
  })

  it("covers both days on which the clocks change, hour by hour", () => {
    for (const now of ["2026-03-30T06:00:00Z", "2026-10-26T06:00:00Z"]) {
      const [plan] = planDays({ now: new Date(now), days: 2 })
      expect([23, 25]).toContain(plan!.day.lengthMs / 3_600_000)
      for (const { time } of all({ now: new Date(now), events: 400, days: 2 })) {
        const at = Date.parse(time)
        expect(at).toBeGreaterThanOrEqual(plan!.day.startMs)
      }
    }
  })

  it("ties the attempts of a request together", () => {
    const requests = new Map<string, DemoEvent[]>()
    for (const event of all({ events: 12_000, days: 60 })) {
      if (event.request_id) requests.set(event.request_id, [...(requests.get(event.request_id) ?? []), event])
      else expect(event.attempt ?? 1).toBe(1)
    }
    let rescued = 0
    for (const attempts of requests.values()) {
      attempts.sort((a, b) => (a.attempt ?? 0) - (b.attempt ?? 0))
      expect(attempts.map(({ attempt }) => attempt)).toEqual(attempts.map((_, index) => index + 1))
      expect(attempts.slice(0, -1).every(({ status }) => status === "error")).toBe(true)
      expect(attempts[0]!.fallback_from).toBeUndefined()
      attempts.slice(1).forEach((event, index) => {
        const earlier = attempts[index]!
        expect(event.time > earlier.time).toBe(true)
        expect(event.user).toBe(earlier.user)
        const moved = earlier.route !== event.route || earlier.model !== event.model
        expect(event.fallback_from).toEqual(
          moved ? { provider: earlier.provider, model: earlier.model, route: earlier.route } : undefined,
        )
      })
      if (attempts.length > 1 && attempts.at(-1)!.status !== "error") rescued += 1
    }
    expect(rescued).toBeGreaterThan(20)
  })
})

describe("the scenes of the demo", () => {
  const events = all({ events: 20_000, days: 90 })
  const count = (test: (event: DemoEvent) => boolean) => events.filter(test).length

  it("has direct and gateway routes, charged and only reported", () => {
    for (const route of ["direct", "openrouter", "siliconflow", "litellm"]) {
      expect(count((event) => event.route === route)).toBeGreaterThan(100)
    }
    const costs = events
      .filter(({ route }) => route === "openrouter")
      .map(({ response }) => JSON.stringify(response))
    expect(costs.some((text) => text?.includes('"is_byok":true'))).toBe(true)
    expect(costs.some((text) => text?.includes('"is_byok":false'))).toBe(true)
    expect(
      events.every((event) => event.route !== "litellm" || event.status || event.cost?.currency === "USD"),
    ).toBe(true)
  })

  it("has an outage of seven to nine hours in which most calls are rescued elsewhere", () => {
    const down = all({ now: new Date("2026-11-13T12:00:00Z"), events: 12_000, days: 7 }).filter(
      ({ time, provider, route, status }) =>
        time.startsWith("2026-11-10") && provider === "deepseek" && route === "direct" && status === "error",
    )
    expect(down.length).toBeGreaterThan(20)
    const hours = (Date.parse(down.at(-1)!.time) - Date.parse(down[0]!.time)) / 3_600_000
    expect(hours).toBeGreaterThan(6)
    expect(hours).toBeLessThan(9)
  })

  it("has failures of many kinds, broken-off calls, a model without a price, and gaps in attribution", () => {
    expect(new Set(events.flatMap(({ error }) => (error?.code ? [error.code] : []))).size).toBeGreaterThan(12)
    expect(count(({ status }) => status === "aborted")).toBeGreaterThan(50)
    expect(count(({ model }) => model === "qwen3-max-thinking")).toBeGreaterThan(20)
    const nobody = count(({ feature, team, user }) => !feature && !team && !user) / events.length
    expect(nobody).toBeGreaterThan(0.01)
    expect(nobody).toBeLessThan(0.05)
    expect(count(({ environment }) => environment === "staging")).toBeGreaterThan(100)
  })
})

describe("second reports", () => {
  it("speak of calls that the gateway has reported, by the same response id", () => {
    const sent = new Map([...demoEvents(SMALL)].map(({ event }) => [event.id, event]))
    const again = [...secondReports(SMALL)]
    expect(again.length).toBeGreaterThan(20)
    for (const { source, event } of again) {
      const first = sent.get(event.id.replace(/-app$/, ""))
      expect(first?.cost).toBeDefined()
      expect(source).toBe("data-jobs")
      expect(event).toMatchObject({
        response: { id: expect.stringMatching(/^chatcmpl-/) },
        time: first?.time,
      })
      expect(event.response).toEqual(first?.response)
      expect(eventSchema.safeParse(event).error).toBeUndefined()
    }
  })
})

describe("corrections and misfits", () => {
  it("correct events that were sent", () => {
    const sent = new Set([...demoEvents(SMALL)].map(({ event }) => event.id))
    const corrected = corrections(SMALL)
    expect(corrected.length).toBeGreaterThanOrEqual(6)
    for (const { event } of corrected) expect(sent.has(event.target_id!)).toBe(true)
    expect(new Set(corrected.map(({ event }) => event.id)).size).toBe(corrected.length)
  })

  it("are refused by the schema or the clock, but for one that contradicts", () => {
    const odd = misfits(SMALL)
    expect(odd).toHaveLength(4)
    const fits = odd.filter(({ event }) => eventSchema.safeParse(event).success)
    expect(fits.map(({ event }) => Date.parse(event.time) > NOW.getTime() + 300_000)).toEqual([true, false])
    const sent = [...demoEvents(SMALL)].find(({ event }) => event.id === fits[1]!.event.id)
    expect(sent?.event.time).toBe(fits[1]!.event.time)
    expect(sent?.event).not.toEqual(fits[1]!.event)
  })
})
