import { expect, test } from "vitest"
import { bucketName } from "./buckets"
import { decimal, pico } from "./rates"

test("a bucket is named in local words, a repeated hour by its offset too", () => {
  expect(bucketName("2026-11-01T18:15:00.000Z", "day", "Asia/Kathmandu")).toBe("2026-11-02")
  expect(bucketName("2026-11-01T18:15:00.000Z", "month", "Asia/Kathmandu")).toBe("2026-11")
  expect(bucketName("2026-11-01T18:15:00.000Z", "hour", "Asia/Kathmandu")).toBe("2026-11-02 00 345")
  expect(bucketName("2026-11-01T05:00:00.000Z", "hour", "America/New_York")).toBe("2026-11-01 01 -240")
  expect(bucketName("2026-11-01T06:00:00.000Z", "hour", "America/New_York")).toBe("2026-11-01 01 -300")
  expect(bucketName("2026-11-02T00:00:00.000Z", "week", "UTC")).toBe("2026-11-02")
})

test("money goes from text to whole numbers and back", () => {
  for (const text of ["0", "0.0000004", "12.5", "704.1129366658"]) expect(decimal(pico(text))).toBe(text)
  expect(pico("0.000000000001")).toBe(1n)
  expect(decimal(-1_500_000_000_000n)).toBe("-1.5")
  expect(() => pico("0.0000000000001")).toThrow()
})
