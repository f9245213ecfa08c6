export type Wire =
  | "openai_chat"
  | "openai_responses"
  | "openai_embedding"
  | "anthropic"
  | "gemini"
  | "deepseek"
  | "qwen"
  | "glm"
  | "siliconflow"
  | "xai"
  | "openrouter"

/** US dollars per million tokens, as the gateway that charges them states them. */
export interface GatewayRates {
  input: string
  cacheRead: string
  output: string
}

/** What a gateway calls a model, and its price where the gateway itself says what a call cost. */
export interface GatewayOffer {
  model: string
  rates?: GatewayRates
}

export interface DemoModel {
  provider: string
  /** As the provider names it. */
  model: string
  /** Shapes of the provider's own answers. */
  wires: readonly [Wire, ...Wire[]]
  gateways: Partial<Record<"openrouter" | "siliconflow" | "litellm", GatewayOffer>>
  ttftMs: number
  tokensPerSecond: number
  /** Median share of the output that is hidden reasoning; 0 = does not think. */
  reasoning: number
  /** Share of the calls that read from a prompt cache which also write to it. */
  cacheWrites: number
}

const PLAIN = { reasoning: 0, cacheWrites: 0, gateways: {} } as const

export const MODELS = {
  "claude-fable-5-1": {
    ...PLAIN,
    provider: "anthropic",
    model: "claude-fable-5-1",
    wires: ["anthropic"],
    ttftMs: 1_700,
    tokensPerSecond: 48,
    reasoning: 0.5,
    cacheWrites: 0.7,
  },
  "claude-opus-5-5": {
    provider: "anthropic",
    model: "claude-opus-5-5",
    wires: ["anthropic"],
    gateways: {
      openrouter: {
        model: "anthropic/claude-opus-5.5",
        rates: { input: "4", cacheRead: "0.2", output: "20" },
      },
    },
    ttftMs: 1_250,
    tokensPerSecond: 62,
    reasoning: 0.45,
    cacheWrites: 0.7,
  },
  "claude-sonnet-5": {
    provider: "anthropic",
    model: "claude-sonnet-5",
    wires: ["anthropic"],
    gateways: {
      openrouter: {
        model: "anthropic/claude-sonnet-5",
        rates: { input: "2", cacheRead: "0.2", output: "10" },
      },
    },
    ttftMs: 880,
    tokensPerSecond: 78,
    reasoning: 0.35,
    cacheWrites: 0.65,
  },
  "claude-haiku-4-5": {
    ...PLAIN,
    provider: "anthropic",
    model: "claude-haiku-4-5-20251001",
    wires: ["anthropic"],
    ttftMs: 520,
    tokensPerSecond: 140,
    cacheWrites: 0.4,
  },
  "gpt-6-astra": {
    ...PLAIN,
    provider: "openai",
    model: "gpt-6-astra",
    wires: ["openai_responses"],
    ttftMs: 1_400,
    tokensPerSecond: 70,
    reasoning: 0.5,
    cacheWrites: 0.3,
  },
  "gpt-5.6-sol": {
    ...PLAIN,
    provider: "openai",
    model: "gpt-5.6-sol",
    wires: ["openai_responses", "openai_chat"],
    gateways: {
      openrouter: {
        model: "openai/gpt-5.6-sol",
        rates: { input: "2", cacheRead: "0.2", output: "10" },
      },
    },
    ttftMs: 760,
    tokensPerSecond: 96,
    reasoning: 0.3,
    cacheWrites: 0.3,
  },
  "gpt-5.6-luna": {
    ...PLAIN,
    provider: "openai",
    model: "gpt-5.6-luna",
    wires: ["openai_responses", "openai_chat"],
    ttftMs: 340,
    tokensPerSecond: 170,
    cacheWrites: 0.2,
  },
  "gpt-5.4-mini": {
    ...PLAIN,
    provider: "openai",
    model: "gpt-5.4-mini",
    wires: ["openai_chat"],
    gateways: {
      litellm: {
        model: "gpt-5.4-mini",
        // The gateway's own price map is behind the provider's list.
        rates: { input: "0.75", cacheRead: "0.1875", output: "4.5" },
      },
    },
    ttftMs: 310,
    tokensPerSecond: 150,
  },
  "text-embedding-3-small": {
    ...PLAIN,
    provider: "openai",
    model: "text-embedding-3-small",
    wires: ["openai_embedding"],
    ttftMs: 120,
    tokensPerSecond: 0,
  },
  "gemini-3.1-pro": {
    ...PLAIN,
    provider: "gemini",
    model: "gemini-3.1-pro-preview",
    wires: ["gemini"],
    ttftMs: 1_100,
    tokensPerSecond: 110,
    reasoning: 0.4,
  },
  "gemini-3.5-flash": {
    ...PLAIN,
    provider: "gemini",
    model: "gemini-3.5-flash",
    wires: ["gemini"],
    ttftMs: 480,
    tokensPerSecond: 190,
    reasoning: 0.25,
  },
  "deepseek-v4-pro": {
    ...PLAIN,
    provider: "deepseek",
    model: "deepseek-v4-pro",
    wires: ["deepseek"],
    gateways: {
      openrouter: {
        model: "deepseek/deepseek-v4-pro",
        rates: { input: "0.435", cacheRead: "0.003625", output: "0.87" },
      },
      siliconflow: { model: "deepseek-ai/DeepSeek-V4-Pro" },
    },
    ttftMs: 1_100,
    tokensPerSecond: 55,
    reasoning: 0.5,
  },
  "deepseek-v4-flash": {
    ...PLAIN,
    provider: "deepseek",
    model: "deepseek-v4-flash",
    wires: ["deepseek"],
    gateways: { siliconflow: { model: "deepseek-ai/DeepSeek-V4-Flash" } },
    ttftMs: 600,
    tokensPerSecond: 92,
    reasoning: 0.2,
  },
  "qwen3-max": {
    ...PLAIN,
    provider: "qwen",
    model: "qwen3-max",
    wires: ["qwen"],
    ttftMs: 660,
    tokensPerSecond: 88,
  },
  "qwen3.6-27b": {
    ...PLAIN,
    provider: "qwen",
    model: "qwen3.6-27b",
    wires: ["qwen"],
    gateways: { siliconflow: { model: "Qwen/Qwen3.6-27B" } },
    ttftMs: 730,
    tokensPerSecond: 84,
    reasoning: 0.2,
  },
  "qwen3-max-thinking": {
    ...PLAIN,
    provider: "qwen",
    model: "qwen3-max-thinking",
    wires: ["qwen"],
    gateways: { siliconflow: { model: "qwen3-max-thinking" } },
    ttftMs: 1_900,
    tokensPerSecond: 60,
    reasoning: 0.7,
  },
  "glm-5.2": {
    ...PLAIN,
    provider: "glm",
    model: "glm-5.2",
    wires: ["glm"],
    gateways: {
      openrouter: {
        model: "z-ai/glm-5.2",
        rates: { input: "1.4", cacheRead: "0.26", output: "4.4" },
      },
    },
    ttftMs: 1_200,
    tokensPerSecond: 62,
    reasoning: 0.35,
  },
  "grok-4.6": {
    ...PLAIN,
    provider: "xai",
    model: "grok-4.6",
    wires: ["xai"],
    ttftMs: 900,
    tokensPerSecond: 85,
    reasoning: 0.3,
  },
} as const satisfies Record<string, DemoModel>
export type ModelName = keyof typeof MODELS
export type RouteName = "direct" | "openrouter" | "siliconflow" | "litellm"

/** A model through one route, as a caller addresses it. */
export interface Target {
  name: ModelName
  route: RouteName
  provider: string
  model: string
}

export function targetOf(name: ModelName, route: RouteName): Target {
  const { provider, model, gateways }: DemoModel = MODELS[name]
  const addressed = route === "direct" ? model : (gateways[route]?.model ?? model)
  return { name, route, provider, model: addressed }
}
