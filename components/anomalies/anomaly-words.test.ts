import { expect, test } from "vitest"
import { culpritWords, timesWords, whereWords } from "./anomaly-words"

const difference = "12"

test("culprits of one cause are said together, unattributed ones only where nothing else is known", () => {
  const key = { dimension: "api_key", value: null, difference, cause: "volume" } as const
  expect(
    culpritWords([
      key,
      { dimension: "feature", value: "search", difference, cause: "volume" },
      { dimension: "model", value: "gpt-4o", difference, cause: "volume" },
    ]),
  ).toBe("feature search, model gpt-4o: more calls")
  expect(
    culpritWords([
      { dimension: "feature", value: "search", difference, cause: "new" },
      { dimension: "model", value: "gpt-4o", difference, cause: "length" },
    ]),
  ).toBe("feature search: new; model gpt-4o: longer prompts and answers")
  expect(culpritWords([key])).toBe("API key Unattributed: more calls")
  expect(culpritWords([])).toBe("nothing that is told apart")
})

test("how many times the usual is exact, and not said where the usual is nothing", () => {
  expect(timesWords({ actual: "29.15", expected: "2.65" })).toBe("11.0×")
  expect(timesWords({ actual: "3333", expected: "10" })).toBe("333×")
  expect(timesWords({ actual: "5", expected: "0" })).toBe("–")
})

test("where it happened is named, and the whole is the total", () => {
  expect(whereWords({ dimension: "total", value: null })).toBe("Total")
  expect(whereWords({ dimension: "feature", value: "search" })).toBe("Feature search")
  expect(whereWords({ dimension: "team", value: null })).toBe("Team Unattributed")
})
