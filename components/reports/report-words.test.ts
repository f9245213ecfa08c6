import { expect, test } from "vitest"
import { lastWords, whenWords } from "./report-words"

const letter = (state: "sent" | "failed" | "unknown", fault: string | null = null) => ({
  ...{ recipient: "a@example.com", at: "2026-11-19T08:00:00Z" },
  state,
  fault,
})

test("a schedule and its last letters in words", () => {
  expect(whenWords({ every: "week", hour: 8 })).toBe("every Monday at 08:00")
  expect(lastWords(null)).toBe("none yet")
  const last = {
    from: "",
    to: "",
    letters: [letter("sent"), letter("sent"), letter("failed", "550 no such user")],
  }
  expect(lastWords(last)).toBe("2 sent, 1 not sent: 550 no such user")
  expect(lastWords({ ...last, letters: [letter("sent", "451 busy")] })).toBe("1 sent")
})
