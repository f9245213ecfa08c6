import { expect, test } from "vitest"
import { snakeCased } from "./snake-case"

test("names are the API's at every depth, what somebody else named stays", () => {
  const event = {
    latencyMs: 3,
    charges: [{ ofWhich: { audio_in: 1 }, price: { asOf: "d" } }],
    tags: { myTag: "aB" },
  }
  expect(snakeCased(event, new Set(["tags"]))).toEqual({
    latency_ms: 3,
    charges: [{ of_which: { audio_in: 1 }, price: { as_of: "d" } }],
    tags: { myTag: "aB" },
  })
})
