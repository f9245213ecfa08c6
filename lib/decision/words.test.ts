import { expect, test } from "vitest"
import { formatMoneyWhole } from "@/lib/money-format"
import type { DecisionMix, DecisionScope } from "./schema"
import { answerWords, doWords } from "./words"

const parts = { tokens: "0", fees: "0", failures: "0", engineering: "0", routes: {} }
const today: DecisionMix = {
  ...{ id: "today", name: "As today", total: "4000", ...parts },
  ...{ difference: null, interval: null },
}
const scope: DecisionScope = {
  ...{ scope: "anthropic", label: "Anthropic", families: ["anthropic"], feature: null, calls: 500 },
  ...{ verdict: "direct", choice: "direct", n: 500, next: null, ahead: null, interval: null },
  ...{ candidates: [], break_even: null, sensitivity: null, unvalued: 0 },
}

function said(total: string, difference: string, low: string, high: string) {
  const least: DecisionMix = {
    ...{ id: "least", name: "Least-cost mix", total, ...parts },
    ...{ difference, interval: { low, high } },
  }
  return answerWords([least, today], [scope], 0, (amount) => formatMoneyWhole(amount, "USD"))
}

test("a mix that a constraint makes dearer than today is called dearer throughout", () => {
  const { sentence, detail } = said("4500", "500", "400", "600")
  expect(sentence).toContain("$500 more than today")
  expect(detail).toBe("That is 12.5% more, between $400 and $600 more in 9 of 10 resampled months.")
})

test("a total of today that lacks prices is compared with nothing", () => {
  const least: DecisionMix = {
    ...{ id: "least", name: "Least-cost mix", total: "4500", ...parts },
    ...{ difference: "500", interval: { low: "400", high: "600" } },
  }
  const { sentence, detail } = answerWords([today, least], [scope], 50, (amount) =>
    formatMoneyWhole(amount, "USD"),
  )
  expect(sentence).toBe("Keep everything direct: $4,500 a month.")
  expect(detail).toContain("what changes is not known")
})

test("what is saved, and either end of what is open, is told by its own sign", () => {
  expect(said("3500", "-500", "-600", "-400").detail).toBe(
    "That is 12.5% less, between $400 and $600 less in 9 of 10 resampled months.",
  )
  const open = "and in 9 of 10 resampled months anything from $100 less to $600 more."
  expect(said("4500", "500", "-100", "600").detail).toBe(`That is 12.5% more, ${open}`)
  expect(said("3900", "-100", "-300", "0").detail).toBe(
    "That is 2.5% less, and in 9 of 10 resampled months anything from $300 less to the same.",
  )
  expect(said("3500", "-500", "-500.2", "-499.8").detail).toBe(
    "That is 12.5% less, $500 less in 9 of 10 resampled months.",
  )
  expect(said("4000", "0", "-100", "600").detail).toBe(`That is the same, ${open}`)
})

test("only what goes direct today is kept there, what goes elsewhere is sent", () => {
  const moved = { ...scope, scope: "openai", label: "OpenAI", n: 0 }
  const through = { ...moved, scope: "qwen", label: "Qwen", choice: "siliconflow" }
  expect(doWords([scope, scope])).toBe("Keep everything direct")
  expect(doWords([scope, moved])).toBe("Send everything direct")
  expect(doWords([{ ...scope, n: 400 }])).toBe("Send everything direct")
  expect(doWords([scope, moved, through])).toBe(
    "Keep Anthropic direct, send OpenAI direct and send Qwen through SiliconFlow",
  )
  expect(doWords([moved, through])).toBe("Send OpenAI direct, and send Qwen through SiliconFlow")
})
