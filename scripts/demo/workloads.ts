import type { RhythmName } from "./calendar"
import type { ModelName, RouteName } from "./models"

export const SOURCES = ["support-app", "dev-tools", "storefront", "data-jobs", "litellm-eu"] as const
export type SourceName = (typeof SOURCES)[number]

/** One way to serve a workload; `drift` moves its share per month. */
export interface Choice {
  model: ModelName
  route: RouteName
  share: number
  drift?: number
}

/** What one feature of Northwind asks of its models. */
export interface Workload {
  /** Null: nobody wrote down what it is for. */
  feature: string | null
  team: string | null
  agents: readonly string[]
  users: "staff" | "shoppers" | "none"
  source: SourceName
  rhythm: RhythmName
  /** Share of the requests of a plain weekday. */
  share: number
  /** Growth of the requests per month. */
  growth: number
  input: { median: number; sigma: number; cached: number; longest: number }
  output: { median: number; sigma: number }
  choices: readonly [Choice, ...Choice[]]
  /** Tried in this order when a call fails. */
  fallbacks: readonly { model: ModelName; route: RouteName }[]
  tags: Record<string, readonly [string, ...string[]]>
  /** Share of the calls sent through the provider's batch interface. */
  batch?: number
  /** Share of the calls that ask for a faster tier. */
  priority?: number
  /** Share of the calls that outgrow their context and compact it (Anthropic). */
  compaction?: number
  /** Failures of the caller's own making, per call. */
  faults?: Partial<Record<"context_length" | "content_filter" | "invalid_request", number>>
  /** Share of the calls that the user breaks off. */
  aborted?: number
}

export const WORKLOADS: readonly [Workload, ...Workload[]] = [
  {
    feature: "reply-drafts",
    team: "Support",
    agents: ["drafter", "drafter", "drafter-de"],
    users: "staff",
    source: "support-app",
    rhythm: "support",
    share: 17,
    growth: 0.05,
    input: { median: 118_000, sigma: 0.55, cached: 0.66, longest: 400_000 },
    output: { median: 2_200, sigma: 0.6 },
    choices: [
      { model: "claude-fable-5-1", route: "direct", share: 22, drift: 0.5 },
      { model: "claude-opus-5-5", route: "direct", share: 30, drift: 1 },
      { model: "claude-sonnet-5", route: "direct", share: 14 },
      { model: "gpt-6-astra", route: "direct", share: 20 },
      { model: "claude-sonnet-5", route: "openrouter", share: 14 },
    ],
    fallbacks: [
      { model: "claude-sonnet-5", route: "openrouter" },
      { model: "gpt-5.6-sol", route: "direct" },
    ],
    tags: { language: ["de", "en", "en", "fr"] },
    aborted: 0.02,
  },
  {
    feature: "code-agent",
    team: "Developer tools",
    agents: ["builder", "builder", "builder", "test-writer"],
    users: "staff",
    source: "dev-tools",
    rhythm: "office",
    share: 19,
    growth: 0.07,
    input: { median: 205_000, sigma: 0.7, cached: 0.78, longest: 900_000 },
    output: { median: 5_400, sigma: 0.8 },
    choices: [
      { model: "claude-fable-5-1", route: "direct", share: 18, drift: 0.6 },
      { model: "claude-opus-5-5", route: "direct", share: 30, drift: 0.6 },
      { model: "claude-sonnet-5", route: "direct", share: 18 },
      { model: "gpt-5.6-sol", route: "direct", share: 12, drift: 0.8 },
      { model: "glm-5.2", route: "openrouter", share: 14 },
      { model: "glm-5.2", route: "direct", share: 8 },
    ],
    fallbacks: [
      { model: "claude-sonnet-5", route: "direct" },
      { model: "claude-sonnet-5", route: "openrouter" },
    ],
    tags: { repo: ["storefront", "storefront", "billing", "mobile", "platform"] },
    compaction: 0.035,
    aborted: 0.03,
    faults: { context_length: 0.002 },
  },
  {
    feature: "code-review",
    team: "Developer tools",
    agents: ["reviewer"],
    users: "staff",
    source: "dev-tools",
    rhythm: "office",
    share: 9,
    growth: 0.01,
    input: { median: 130_000, sigma: 0.6, cached: 0.6, longest: 500_000 },
    output: { median: 5_200, sigma: 0.6 },
    choices: [
      { model: "gpt-6-astra", route: "direct", share: 44 },
      { model: "gpt-5.6-sol", route: "direct", share: 34, drift: 1.5 },
      { model: "gemini-3.1-pro", route: "direct", share: 22 },
    ],
    fallbacks: [
      { model: "gpt-5.6-sol", route: "direct" },
      { model: "gpt-5.6-sol", route: "openrouter" },
    ],
    tags: { repo: ["storefront", "billing", "platform"] },
  },
  {
    feature: "shopping-assistant",
    team: "Commerce",
    agents: ["concierge"],
    users: "shoppers",
    source: "storefront",
    rhythm: "shop",
    share: 12,
    growth: 0.06,
    input: { median: 88_000, sigma: 0.55, cached: 0.45, longest: 260_000 },
    output: { median: 1_900, sigma: 0.6 },
    choices: [
      { model: "gpt-5.6-sol", route: "direct", share: 40, drift: 1 },
      { model: "gemini-3.1-pro", route: "direct", share: 30 },
      { model: "claude-sonnet-5", route: "direct", share: 16 },
      { model: "deepseek-v4-pro", route: "direct", share: 14 },
    ],
    fallbacks: [
      { model: "gemini-3.5-flash", route: "direct" },
      { model: "gpt-5.6-luna", route: "direct" },
    ],
    tags: { surface: ["web", "web", "ios", "android"] },
    priority: 0.12,
    aborted: 0.02,
    faults: { content_filter: 0.001 },
  },
  {
    feature: "product-search",
    team: "Commerce",
    agents: ["finder"],
    users: "shoppers",
    source: "storefront",
    rhythm: "shop",
    share: 16,
    growth: 0.04,
    input: { median: 9_000, sigma: 0.7, cached: 0.38, longest: 60_000 },
    output: { median: 260, sigma: 0.5 },
    choices: [
      { model: "text-embedding-3-small", route: "direct", share: 58 },
      { model: "qwen3-max", route: "direct", share: 28 },
      { model: "qwen3.6-27b", route: "siliconflow", share: 14 },
    ],
    fallbacks: [
      { model: "qwen3.6-27b", route: "siliconflow" },
      { model: "deepseek-v4-flash", route: "siliconflow" },
    ],
    tags: { surface: ["web", "web", "ios", "android"] },
  },
  {
    feature: "catalogue-copy",
    team: "Commerce",
    agents: ["copywriter"],
    users: "staff",
    source: "data-jobs",
    rhythm: "nightly",
    share: 6,
    growth: 0.06,
    input: { median: 60_000, sigma: 0.5, cached: 0.5, longest: 180_000 },
    output: { median: 9_000, sigma: 0.5 },
    choices: [
      { model: "gpt-5.6-sol", route: "direct", share: 34 },
      { model: "deepseek-v4-pro", route: "direct", share: 26 },
      { model: "deepseek-v4-pro", route: "openrouter", share: 18 },
      { model: "qwen3-max", route: "direct", share: 22 },
    ],
    fallbacks: [
      { model: "deepseek-v4-pro", route: "siliconflow" },
      { model: "deepseek-v4-pro", route: "openrouter" },
    ],
    tags: { language: ["de", "en", "fr", "pl"] },
    batch: 0.25,
  },
  {
    feature: "contract-extraction",
    team: "Data platform",
    agents: ["extractor"],
    users: "none",
    source: "data-jobs",
    rhythm: "office",
    share: 4,
    growth: 0.03,
    input: { median: 165_000, sigma: 0.55, cached: 0.08, longest: 700_000 },
    output: { median: 6_400, sigma: 0.5 },
    choices: [
      { model: "gemini-3.1-pro", route: "direct", share: 72 },
      { model: "claude-opus-5-5", route: "direct", share: 28 },
    ],
    fallbacks: [{ model: "claude-sonnet-5", route: "direct" }],
    tags: { kind: ["supplier", "lease", "employment"] },
    faults: { context_length: 0.008 },
  },
  {
    feature: "call-summaries",
    team: "Support",
    agents: ["summariser"],
    users: "staff",
    source: "support-app",
    rhythm: "support",
    share: 6,
    growth: 0.02,
    input: { median: 38_000, sigma: 0.6, cached: 0.12, longest: 200_000 },
    output: { median: 1_100, sigma: 0.4 },
    choices: [
      { model: "gemini-3.5-flash", route: "direct", share: 60 },
      { model: "claude-haiku-4-5", route: "direct", share: 40 },
    ],
    fallbacks: [{ model: "claude-haiku-4-5", route: "direct" }],
    tags: { language: ["de", "en"] },
    batch: 0.15,
  },
  {
    feature: "ticket-triage",
    team: "Support",
    agents: ["triage-bot"],
    users: "none",
    source: "support-app",
    rhythm: "support",
    share: 7,
    growth: 0.08,
    input: { median: 22_000, sigma: 0.5, cached: 0.45, longest: 90_000 },
    output: { median: 420, sigma: 0.5 },
    choices: [
      { model: "deepseek-v4-flash", route: "direct", share: 62 },
      { model: "deepseek-v4-flash", route: "siliconflow", share: 20 },
      { model: "gpt-5.6-luna", route: "direct", share: 18 },
    ],
    fallbacks: [
      { model: "deepseek-v4-flash", route: "siliconflow" },
      { model: "gpt-5.6-luna", route: "direct" },
    ],
    tags: { queue: ["orders", "returns", "payments"] },
  },
  {
    feature: "sql-helper",
    team: "Data platform",
    agents: ["analyst"],
    users: "staff",
    source: "litellm-eu",
    rhythm: "office",
    share: 4,
    growth: 0.04,
    input: { median: 74_000, sigma: 0.6, cached: 0.45, longest: 240_000 },
    output: { median: 3_800, sigma: 0.7 },
    choices: [
      { model: "gpt-5.4-mini", route: "litellm", share: 78 },
      { model: "qwen3.6-27b", route: "siliconflow", share: 12 },
      { model: "qwen3-max-thinking", route: "siliconflow", share: 10 },
    ],
    fallbacks: [{ model: "gpt-5.6-luna", route: "direct" }],
    tags: { warehouse: ["finance", "orders"] },
    faults: { invalid_request: 0.004 },
  },
  {
    feature: "campaign-drafts",
    team: "Marketing",
    agents: ["copywriter"],
    users: "staff",
    source: "storefront",
    rhythm: "office",
    share: 2,
    growth: 0.06,
    input: { median: 58_000, sigma: 0.5, cached: 0.2, longest: 190_000 },
    output: { median: 5_200, sigma: 0.5 },
    choices: [
      { model: "gpt-5.6-sol", route: "openrouter", share: 62 },
      { model: "grok-4.6", route: "direct", share: 38 },
    ],
    fallbacks: [{ model: "gpt-5.6-sol", route: "direct" }],
    tags: { channel: ["email", "social", "print"] },
    faults: { content_filter: 0.004 },
  },
  {
    feature: "image-alt-text",
    team: "Marketing",
    agents: ["describer"],
    users: "none",
    source: "data-jobs",
    rhythm: "nightly",
    share: 2,
    growth: 0.03,
    input: { median: 3_200, sigma: 0.4, cached: 0, longest: 12_000 },
    output: { median: 160, sigma: 0.4 },
    choices: [{ model: "gemini-3.5-flash", route: "direct", share: 1 }],
    fallbacks: [],
    tags: {},
    faults: { content_filter: 0.003 },
  },
  {
    feature: null,
    team: null,
    agents: [],
    users: "none",
    source: "data-jobs",
    rhythm: "office",
    share: 4,
    growth: -0.03,
    input: { median: 80_000, sigma: 0.8, cached: 0.1, longest: 300_000 },
    output: { median: 1_800, sigma: 0.7 },
    choices: [
      { model: "gpt-5.6-sol", route: "direct", share: 60 },
      { model: "claude-sonnet-5", route: "direct", share: 40 },
    ],
    fallbacks: [],
    tags: {},
  },
]
