import { expect, test } from "vitest"
import { importWords, summaryWords } from "./import-words"

const answer = { added: 2, ended: 1, unchanged: 14, invalid: 0, lines: [], preview: "" }

test("an import says what it does, and what keeps it from doing so", () => {
  expect(importWords(answer)).toBe("Import 3 changes")
  expect(importWords({ added: 1, ended: 0 })).toBe("Import 1 change")
  expect(summaryWords(answer)).toBe("2 added, 1 ended, 14 unchanged.")
  expect(summaryWords({ ...answer, added: 0, ended: 0, invalid: 1 })).toMatch(
    /^14 unchanged, 1 invalid\. Mend/,
  )
})
