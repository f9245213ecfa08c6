import { expect, test } from "vitest"
import { fromConditions, toConditions, withCondition } from "./conditions"

test("what is read back from the fields is what was put into them", () => {
  const texts = ["team=", "api_key=checkout|billing", "agent~support", "tag:tier!=free|"]
  expect(fromConditions(toConditions(texts))).toEqual(texts)
  expect(toConditions(texts)[1]).toMatchObject({
    dimension: "api_key",
    operator: "=",
    text: "checkout | billing",
  })
})

test("a value may hold what an address has to escape", () => {
  const [text] = fromConditions([{ id: 0, dimension: "feature", operator: "=", text: "a\\b" }])
  expect(toConditions([text ?? ""])[0]?.text).toBe("a\\b")
  const withBar = ["feature=a\\|b|c"]
  expect(toConditions(withBar)[0]?.text).toBe("a\\|b | c")
  expect(fromConditions(toConditions(withBar))).toEqual(withBar)
})

test("no two conditions of a form are taken for one another, whatever was removed", () => {
  const [, second, third] = withCondition(toConditions(["team=", "agent=a"]), "model")
  const rest = second && third ? [second, third] : []
  const ids = withCondition(rest, "team").map(({ id }) => id)
  expect(new Set(ids).size).toBe(3)
})
