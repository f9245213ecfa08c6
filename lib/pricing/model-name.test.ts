import { describe, expect, it } from "vitest"
import { modelNames } from "./model-name"
import { listName, vendorOf } from "./provider-name"

describe("modelNames", () => {
  it.each([
    ["openai", "gpt-4o-2024-08-06", "gpt-4o"],
    ["openai", "openai/gpt-4o", "gpt-4o"],
    ["openai", "litellm/gpt-4o", "gpt-4o"],
    ["gemini", "models/gemini-2.5-flash", "gemini-2.5-flash"],
    ["gemini", "projects/x/locations/global/publishers/google/models/gemini-2.5-pro", "gemini-2.5-pro"],
    ["vertex", "claude-sonnet-4-5@20250929", "claude-sonnet-4-5-20250929"],
    ["vertex", "claude-opus-4-6@default", "claude-opus-4-6"],
    ["anthropic", "claude-sonnet-4.6", "claude-sonnet-4-6"],
    ["anthropic", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5"],
    ["openrouter", "anthropic/claude-4.6-sonnet-20260217", "anthropic/claude-sonnet-4.6"],
    ["openrouter", "openai/gpt-4o:nitro", "openai/gpt-4o"],
    ["bedrock", "eu.meta.llama3-2-3b-instruct-v1:0", "meta.llama3-2-3b-instruct-v1:0"],
    [
      "bedrock",
      "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    ],
    ["fireworks", "accounts/fireworks/models/deepseek-v3", "deepseek-v3"],
    ["azure", "gpt-5-2025-08-07", "gpt-5"],
    ["xai", "grok-4.3-2026-01-05", "grok-4.3-20260105"],
  ])("of %s %s include %s", (list, model, name) => {
    const names = modelNames(list, model)
    expect(names[0]).toBe(model.toLowerCase())
    expect(names).toContain(name)
  })

  it.each([
    ["openai", "gpt-4o-mini", "gpt-4o"],
    ["openai", "gpt-4-0613", "gpt-4"],
    ["openai", "chatgpt-4o-latest", "chatgpt-4o"],
    ["openai", "ft:gpt-4o-2024-08-06:acme::abc", "gpt-4o"],
    ["openrouter", "deepseek/deepseek-r1:free", "deepseek/deepseek-r1"],
    ["openrouter", "openai/gpt-4o:extended", "openai/gpt-4o"],
    ["groq", "openai/gpt-oss-120b", "gpt-oss-120b"],
    ["anthropic", "claude-sonnet-4-20250514", "claude-sonnet-4.20"],
    ["openai", "my-gpt-4o-deployment", "gpt-4o"],
    ["deepseek", "deepseek-r1-0528", "deepseek-r1"],
    ["openai", "gpt-5.4-99999999", "gpt-5.4"],
  ])("of %s %s never include %s", (list, model, name) => {
    expect(modelNames(list, model)).not.toContain(name)
  })

  it("are few, whatever the name", () => {
    expect(modelNames("bedrock", "us.".repeat(80)).length).toBeLessThanOrEqual(32)
  })
})

it.each([
  ["OpenAI", "openai"],
  ["google", "gemini"],
  ["vertex_ai", "vertex"],
  ["aws.bedrock", "bedrock"],
  ["z.ai", "glm"],
  ["bigmodel", "glm-cn"],
  ["dashscope", "qwen"],
  ["siliconflow-cn", "siliconflow-cn"],
  ["My Reseller", "my-reseller"],
])("the list of %s is %s", (provider, list) => {
  expect(listName(provider)).toBe(list)
})

it.each([
  ["qwen", "qwen-cn"],
  ["deepseek", "deepseek-cn"],
  ["zhipu", "glm-cn"],
  ["openai", "openai"],
])("the mainland list of %s is %s", (provider, list) => {
  expect(listName(provider, true)).toBe(list)
})

it("finds the vendor in a prefix alone", () => {
  expect(vendorOf("anthropic/claude-sonnet-4.6")).toBe("anthropic")
  expect(vendorOf("gpt-4o")).toBeNull()
})
