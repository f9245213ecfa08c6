import { expect, test } from "vitest"
import { failuresWords } from "./decide-lines"

test("failures that nobody gave a value are not set, and cost what their tokens do", () => {
  expect(failuresWords("$0.00", "0", 40)).toBe("not set")
  expect(failuresWords("$1.20", "1.2", 40)).toBe("$1.20")
  expect(failuresWords("$0.00", "0", 0)).toBe("$0.00")
})
