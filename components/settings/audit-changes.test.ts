import { expect, test } from "vitest"
import { auditChanges, changeText } from "./audit-changes"

const words = (before: unknown, after: unknown) => auditChanges(before, after).map(changeText)

test("only what differs is said, from what to what", () => {
  expect(words({ role: "viewer", teams: ["A"] }, { role: "engineer", teams: ["A"] })).toEqual([
    "role: viewer → engineer",
  ])
  expect(words({ teams: null }, { teams: ["A", "B"] })).toEqual(["teams: A, B"])
  expect(words({ teams: ["A"] }, { teams: null })).toEqual(["teams: A → –"])
})

test("what is new or gone says what it is or was", () => {
  expect(words(null, { name: "x", n: 1 })).toEqual(["name: x", "n: 1"])
  expect(words({ name: "x" }, null)).toEqual(["name: x → –"])
  expect(words(null, null)).toEqual([])
})

test("values that are no objects and nested ones are said whole", () => {
  expect(words("a", "b")).toEqual(["a → b"])
  expect(words(null, { list: [{ a: 1 }] })).toEqual(['list: [{"a":1}]'])
})
