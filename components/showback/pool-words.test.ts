import { expect, test } from "vitest"
import { parseTeams, splitWords, teamsText } from "./pool-words"

test("teams read back as they were written", () => {
  const fixed = [
    { team: "Search", percent: "40" },
    { team: "Customer care 2", percent: "35.5" },
  ]
  expect(parseTeams(teamsText(fixed), "fixed")).toEqual(fixed)
  expect(parseTeams("Search 40 %; Sales 3%", "fixed").map(({ percent }) => percent)).toEqual(["40", "3"])
  expect(parseTeams("Search; Team 2 ;", "even")).toEqual([
    { team: "Search", percent: null },
    { team: "Team 2", percent: null },
  ])
  expect(parseTeams("Search", "fixed")).toEqual([{ team: "Search", percent: null }])
})

test("a split is said in words", () => {
  expect(splitWords({ split: "even", teams: [] })).toBe("evenly, among all teams with spend")
  expect(splitWords({ split: "fixed", teams: [{ team: "Search", percent: "40" }] })).toBe(
    "by fixed shares: Search 40%",
  )
})
