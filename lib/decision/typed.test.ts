import { expect, test } from "vitest"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { TEST_NOW } from "@/lib/testing/ledger"
import { decision } from "./queries"
import { decisionQuery } from "./schema"

await testDatabase()

/** What typed volumes' tokens come to direct, by the month. */
async function directTokens(volume: string, more: Record<string, unknown> = {}) {
  const { scope } = await makeTenant()
  const answer = await decision(scope, decisionQuery.parse({ volume, ...more }), TEST_NOW)
  return answer.scopes[0]?.candidates.find(({ route }) => route === "direct")?.tokens
}

test.each([
  ["what a cache answers counts for a call's length", "1000:300:50:1", "427.5"],
  ["hours with more calls than others have no shorter ones", "200:36:0:1", "55"],
  ["fewer calls than hours are as long as they are", "100:30:0:1", "90"],
])("%s", async (_, volume, tokens) => {
  expect(await directTokens(`gemini:gemini-2.5-pro:${volume}`)).toBe(tokens)
})

test.each(["7d", "14d", "60d", "90d"])("a typed month is a month with a window of %s", async (window) => {
  expect(await directTokens("anthropic:claude-sonnet-5:40000:120:40:16", { window })).toBe("313.6")
})
