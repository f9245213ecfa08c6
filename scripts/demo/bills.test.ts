import { expect, test } from "vitest"
import { billsOf } from "./bills"

test("hours of spend become days of a bill, without failed calls", () => {
  const hour = (bucket: string, calls: number, errors: number) => ({
    ...{ bucket, key: { model: "gpt-5" }, billed: "0.5", calls, errors },
    tokens: { input_uncached: 10, cache_read: 2, cache_write: 0, output: 3 },
  })
  const series = [
    hour("2026-11-01T22:00:00Z", 3, 1),
    hour("2026-11-01T23:00:00Z", 1, 0),
    hour("2026-11-02T00:00:00Z", 1, 1),
  ]
  expect(billsOf({ series })).toEqual([
    {
      ...{ day: "2026-11-01", model: "gpt-5", pico: 1_000_000_000_000n, calls: 3 },
      ...{ uncached: 20, cached: 4, written: 0, output: 6 },
    },
  ])
})
