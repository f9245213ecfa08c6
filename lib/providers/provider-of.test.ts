import { describe, expect, it } from "vitest"
import { modelOfRequest, providerOf } from "./provider-of"
import { PROVIDER_LIST, providerByName, providerOfModel } from "./registry"
import type { CallRequest, CallResponse } from "./schema"

type Row = [CallRequest, CallResponse, string | null, string | null, string | null]

const chat = (model: string, more: object = {}): CallResponse => ({ body: { model, choices: [], ...more } })

const rows: Row[] = [
  [{ provider: "OpenAI" }, {}, "openai", null, null],
  [{ provider: "zhipuai" }, {}, "glm", null, "cn"],
  [{ provider: "z.ai" }, {}, "glm", null, "intl"],
  [{ provider: "dashscope" }, {}, "qwen", null, null],
  [{ provider: "google-vertex" }, {}, "vertex", null, null],
  [{ provider: "openrouter" }, chat("deepseek/deepseek-v4-pro"), "deepseek", "openrouter", null],
  [{ provider: "openrouter" }, {}, "openrouter", "openrouter", null],
  [{ provider: "deepseek", route: "SiliconFlow" }, {}, "deepseek", "siliconflow", null],
  [{ route: "direct", url: "https://openrouter.ai/api/v1/x" }, chat("openai/gpt-5"), "openai", null, null],
  [{ route: "acme-llm", model: "gpt-5" }, {}, "openai", "acme-llm", null],
  [{ provider: "openrouter", route: "litellm" }, chat("openai/gpt-5"), "openai", "openrouter", null],
  [{ route: "litellm", model: "openrouter/openai/gpt-5" }, {}, "openai", "openrouter", null],
  [{ route: "direct", model: "openrouter/openai/gpt-5" }, {}, "openai", null, null],
  [{ model: "openrouter/openai/gpt-5" }, {}, "openai", "openrouter", null],
  [
    { route: "litellm" },
    { body: { custom_llm_provider: "openai", call_type: "x", api_base: "https://api.siliconflow.cn/v1" } },
    "openai",
    "siliconflow",
    "cn",
  ],
  [
    { route: "litellm", model: "openrouter/free" },
    { body: { custom_llm_provider: "anthropic", call_type: "x", model: "claude-opus-5" } },
    "anthropic",
    "litellm",
    null,
  ],
  [{ url: "https://api.deepseek.com:443/v1/x?y#z" }, {}, "deepseek", null, null],
  [{ url: "https://user@API.OpenAI.com/v1" }, {}, "openai", null, null],
  [{ url: "https://eu.api.openai.com/v1/responses" }, {}, "openai", null, null],
  [{ url: "https://api.openai.com.evil.example/v1" }, chat("gpt-5"), "openai", "openai-compatible", null],
  [{ url: "https://us-central1-aiplatform.googleapis.com/v1/x" }, {}, "vertex", null, "us-central1"],
  [
    { url: "https://aiplatform.googleapis.com/v1/projects/p/locations/global/x" },
    {},
    "vertex",
    null,
    "global",
  ],
  [{ url: "https://bedrock-runtime.ap-south-1.amazonaws.com/model/x" }, {}, "bedrock", null, "ap-south-1"],
  [{ url: "https://dashscope-us.aliyuncs.com/x" }, {}, "qwen", null, "us"],
  [{ url: "https://api.siliconflow.com/v1" }, chat("Pro/zai-org/GLM-5.2"), "glm", "siliconflow", "intl"],
  [{ url: "https://api.siliconflow.cn/v1" }, chat("BAAI/bge-m3"), "siliconflow", "siliconflow", "cn"],
  [{ url: "https://gpt.corp.example/v1" }, chat("claude-sonnet-5"), "anthropic", "openai-compatible", null],
  [
    { url: "http://localhost:4000/v1" },
    { headers: { "X-LiteLLM-Call-Id": "1" }, body: {} },
    "litellm",
    "litellm",
    null,
  ],
  [{ url: "/v1/chat/completions" }, chat("kimi-k3"), "moonshot", null, null],
  [{}, chat("qwen/qwen3-32b", { x_groq: { id: "r" } }), "groq", null, null],
  [{}, chat("gpt-4.1", { prompt_filter_results: [] }), "azure", null, null],
  [{}, { body: { id: "msg_bdrk_1", type: "message", model: "claude-opus-5" } }, "bedrock", null, null],
  [{}, { body: { id: "msg_1", type: "message" } }, "anthropic", null, null],
  [
    {},
    { body: { usageMetadata: { trafficType: "ON_DEMAND" }, modelVersion: "gemini-3-pro" } },
    "vertex",
    null,
    null,
  ],
  [{}, { body: { id: "gen-1", provider: "Google", model: "some/unknown" } }, "gemini", "openrouter", null],
  [{}, { body: { error: { code: "1113", message: "x" } } }, "glm", null, null],
  [{}, { body: { error: { code: 404, message: "x", status: "NOT_FOUND" } } }, "gemini", null, null],
  [{}, { headers: { "anthropic-ratelimit-requests-limit": "5" }, body: {} }, "anthropic", null, null],
  [{}, { body: { hello: 1 } }, null, null, null],
  [{}, {}, null, null, null],
]

describe("providerOf", () => {
  it.each(rows)("%j %j → %s via %s in %s", (request, response, provider, gateway, region) => {
    expect(providerOf(request, response)).toEqual({ provider, gateway, region })
  })
})

describe("the registry", () => {
  it("has no name twice", () => {
    const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "")
    for (const provider of PROVIDER_LIST) {
      for (const name of [provider.id, provider.name, ...provider.aliases]) {
        expect(providerByName(name), name).toBe(provider.id)
        expect(plain(name)).not.toBe("")
      }
    }
  })

  it("has no address twice and no upper case in its keys", () => {
    const hosts = PROVIDER_LIST.flatMap((provider) => provider.hosts.map((host) => host.name))
    expect(new Set(hosts).size).toBe(hosts.length)
    for (const key of PROVIDER_LIST.flatMap((provider) => [...provider.errorCodes.keys()])) {
      expect(key).toBe(key.toLowerCase())
    }
  })

  it.each([
    ["gpt-5.6-sol", "openai"],
    ["o3-mini", "openai"],
    ["ft:gpt-4o:acme::1", "openai"],
    ["anthropic/claude-4.6-sonnet-20260217", "anthropic"],
    ["eu.anthropic.claude-sonnet-5-v1:0", "bedrock"],
    ["~google/gemini-3-pro", "gemini"],
    ["models/gemini-2.5-flash", "gemini"],
    ["deepseek-ai/DeepSeek-R1", "deepseek"],
    ["Qwen/Qwen2-72B-Instruct", "qwen"],
    ["zai-org/GLM-4.6", "glm"],
    ["moonshotai/kimi-k3", "moonshot"],
    ["x-ai/grok-4", "xai"],
    ["accounts/fireworks/models/x", "fireworks"],
    ["@cf/meta/llama", "cloudflare"],
    ["llama-3.3-70b", null],
    ["octopus", null],
  ])("%s is %s", (model, provider) => {
    expect(providerOfModel(model)).toBe(provider)
  })
})

describe("modelOfRequest", () => {
  it.each([
    [{ model: "gpt-5" }, "gpt-5"],
    [{ url: "https://x/v1beta/models/gemini-3-pro:generateContent" }, "gemini-3-pro"],
    [{ url: "https://x/model/us.amazon.nova-micro-v1%3A0/converse" }, "us.amazon.nova-micro-v1:0"],
    [{ url: "https://x/openai/deployments/mine/chat/completions?api-version=1" }, "mine"],
    [{ url: "https://x/model/%E0%A4%A/converse" }, "%E0%A4%A"],
    [{}, null],
  ])("%j → %s", (request, model) => {
    expect(modelOfRequest(request)).toBe(model)
  })
})
