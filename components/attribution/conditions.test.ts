import { expect, test } from "vitest"
import { fromConditions, toConditions } from "./conditions"

test("what is read back from the fields is what was put into them", () => {
  const texts = ["team=", "api_key=checkout|billing", "agent~support", "tag:tier!=free|"]
  expect(fromConditions(toConditions(texts))).toEqual(texts)
  expect(toConditions(texts)[1]).toEqual({ dimension: "api_key", operator: "=", text: "checkout | billing" })
})

test("a value may hold what an address has to escape", () => {
  const [text] = fromConditions([{ dimension: "feature", operator: "=", text: "a\\b" }])
  expect(toConditions([text ?? ""])[0]?.text).toBe("a\\b")
})
