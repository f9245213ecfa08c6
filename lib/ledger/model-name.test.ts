import { expect, test } from "vitest"
import { modelName } from "./model-name"

test.each([
  ["gpt-4o", "gpt-4o"],
  ["GPT-4o", "gpt-4o-2024-08-06"],
  ["gpt-4", "gpt-4-0613"],
  ["gpt-5.4", "gpt-5.4-2026-03-05"],
  ["claude-sonnet-4-5", "claude-sonnet-4-5-20250929"],
  ["claude-3-7-sonnet", "claude-3-7-sonnet@20250219"],
  ["claude-3-7-sonnet", "claude-3-7-sonnet-latest"],
  ["anthropic.claude-sonnet-4-5", "anthropic.claude-sonnet-4-5-20250929-v1:0"],
  ["gemini-2.0-flash", "gemini-2.0-flash-001"],
  ["gemini-2.5-flash-preview", "gemini-2.5-flash-preview-05-20"],
  ["mistral-large", "mistral-large-2411"],
])("%s is served by its version %s", (asked, served) => {
  expect(modelName(asked, served)).toBe(asked)
})

test.each([
  ["gpt-4", "gpt-4o-mini-2024-07-18"],
  ["gpt-4", "gpt-4.1-2025-04-14"],
  ["gpt-4", "gpt-4-32k-0613"],
  ["gpt-4", "gpt-4-0125-preview"],
  ["gpt-4o", "gpt-4o-mini"],
  ["gpt-5.6", "gpt-5.6-sol"],
  ["claude-sonnet-4", "claude-sonnet-4-5-20250929"],
  ["gemini-2.5-flash", "gemini-2.5-flash-lite"],
  ["llama-3", "llama-3-405b"],
  ["a-router", "grok-4"],
])("asked for %s, %s is another model", (asked, served) => {
  expect(modelName(asked, served)).toBe(served)
})

test("one name alone is the name", () => {
  expect(modelName(null, "grok-4")).toBe("grok-4")
  expect(modelName("grok-4", null)).toBe("grok-4")
  expect(modelName(null, null)).toBeNull()
})
