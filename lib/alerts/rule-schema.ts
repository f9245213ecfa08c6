import * as z from "zod"
import { readScope } from "@/lib/budgets/budget-scope"
import { SLUG } from "@/lib/budgets/schema"
import { isDecimal } from "@/lib/money"
import { parseFilter } from "@/lib/spend/filter"

export const RULE_KINDS = [
  "anomaly",
  "spend_change",
  "unpriced",
  "coverage",
  "source_silent",
  "credit",
  "provider_health",
] as const
export type RuleKind = (typeof RULE_KINDS)[number]

/** By what a rule may be fanned out. */
export const RULE_EACH = ["user", "team", "agent", "feature", "api_key", "model", "provider"] as const
export const WINDOWS = ["day", "week", "four_weeks"] as const
export type Window = (typeof WINDOWS)[number]
export const STATES = ["ok", "warning", "alert", "no_data", "paused"] as const
export type RuleState = (typeof STATES)[number]
export const MOST_RULES = 100

const amount = z
  .string()
  .trim()
  .refine((text) => isDecimal(text) && !text.startsWith("-"), "An amount such as 10 or 12.50.")
const percent = z.number("A percentage.").min(0).max(1_000_000)
const part = z.number("A percentage from 0 to 100.").min(0).max(100)
const warn = <T extends z.ZodNumber>(of: T) =>
  of.nullable().default(null).describe("From here on the state is WARNING, of which nobody is told.")

const anomaly = z.strictObject({
  kind: z.literal("anomaly"),
  least: amount.default("0").describe("What it must have cost beyond what was expected."),
})
const spendChange = z.strictObject({
  kind: z.literal("spend_change"),
  window: z
    .enum(WINDOWS)
    .describe("The last whole days, 1, 7 or 28, are held against as many days before them."),
  direction: z.enum(["up", "down"]).default("up"),
  alert: percent.describe("Percent."),
  warn: warn(percent),
  least: amount.default("0").describe("The difference must be as much."),
})
const unpriced = z.strictObject({
  kind: z.literal("unpriced"),
  alert: z.int().min(1).default(1).describe("Calls without a price in the last 24 hours."),
  warn: warn(z.int().min(1)),
})
const coverage = z.strictObject({
  kind: z.literal("coverage"),
  dimension: z.enum(["user", "agent", "feature", "team"]),
  window: z.enum(WINDOWS).default("week").describe("The last 24 hours, 7 or 28 days."),
  alert: part.describe("Percent of the spend that has a value; below it is an alert."),
  warn: warn(part),
})
const sourceSilent = z.strictObject({
  kind: z.literal("source_silent"),
  alert: z.int().min(1).max(43_200).describe("Minutes since a source that can send was heard of."),
  warn: warn(z.int().min(1).max(43_200)),
})
const credit = z.strictObject({
  kind: z.literal("credit"),
  measure: z.enum(["percent_left", "days_left"]).describe("days_left: until it expires."),
  alert: z.number().min(0).max(3_660).describe("At or below it."),
  warn: warn(z.number().min(0).max(3_660)),
})

const providerHealth = z.strictObject({
  kind: z.literal("provider_health"),
  measure: z
    .enum(["availability", "error_rate", "latency_p95"])
    .describe(
      "availability: percent of calls answered, by the provider's own faults, bad at or below. error_rate: percent of calls that failed, whoever's fault. latency_p95: milliseconds.",
    ),
  by: z.enum(["provider", "path"]).default("provider").describe("path: each provider, model and route."),
  minutes: z.int().min(5).max(1_440).default(15).describe("The last so many."),
  least_calls: z.int().min(1).max(1_000_000).default(20).describe("Below it nothing is known."),
  alert: z.number().min(0).max(3_600_000),
  warn: warn(z.number().min(0).max(3_600_000)),
})

export const condition = z.discriminatedUnion("kind", [
  anomaly,
  spendChange,
  unpriced,
  coverage,
  sourceSilent,
  credit,
  providerHealth,
])
export type Condition = z.output<typeof condition>
export type ConditionOf<Kind extends RuleKind> = Extract<Condition, { kind: Kind }>

const scope = z
  .array(z.string().max(1_000))
  .max(20)
  .describe("Filters as an address writes them, such as feature=search; all must hold.")
const scopeInput = scope.transform((texts, context): string[] => {
  const read = readScope(texts)
  if (Array.isArray(read)) return read
  context.issues.push({ code: "custom", message: read.fault, input: texts })
  return z.NEVER
})

/** Kinds that ask for calls and may be narrowed, and of these those that may be fanned out; silence is of sources. */
const NARROWED: readonly RuleKind[] = [
  ...(["spend_change", "unpriced", "coverage", "provider_health"] as const),
  "source_silent",
]
const FANNED: readonly RuleKind[] = ["spend_change", "unpriced"]

const fields = {
  name: z.string().trim().min(1, "Name the rule.").max(120),
  condition,
  each: z
    .enum(RULE_EACH)
    .nullable()
    .default(null)
    .describe("Of spend_change and unpriced: each value by itself."),
  renotify_hours: z
    .int()
    .min(1)
    .max(720)
    .nullable()
    .default(null)
    .describe("Told again after so many hours while it lasts and nobody acknowledges it."),
  notify: z
    .array(z.string().trim().min(1).max(80))
    .max(20)
    .default([])
    .overwrite((names) => [...new Set(names)])
    .describe("Names of endpoints."),
  paused: z.boolean().default(false),
}

function requireFit(
  {
    condition: { kind },
    scope: filters,
    each,
  }: { condition: Condition; scope: string[]; each: string | null },
  add: (path: string, message: string) => void,
): void {
  if (filters.length > 0 && !NARROWED.includes(kind)) add("scope", "A rule of this kind has no scope.")
  const isOfSource = (text: string) => parseFilter(text)?.dimension === "source"
  if (kind === "source_silent" && !filters.every(isOfSource))
    add("scope", "A rule of silence is narrowed by source alone.")
  if (each !== null && !FANNED.includes(kind)) add("each", "A rule of this kind is not fanned out.")
}

export const ruleInput = z
  .strictObject({
    ...fields,
    scope: scopeInput.default([]),
    version: z
      .int()
      .min(0)
      .optional()
      .describe("Of the rule that was read. Left out, whatever stands is replaced."),
  })
  .check(({ value, issues }) =>
    requireFit(value, (path, message) =>
      issues.push({ code: "custom", message, path: [path], input: value }),
    ),
  )
  .meta({ id: "AlertRuleInput" })
export type RuleInput = z.output<typeof ruleInput>

export const ruleParams = z.strictObject({
  slug: z.string().regex(SLUG, "Small letters, digits and hyphens, 63 at most."),
})

export const muted = z
  .object({ until: z.string(), reason: z.string(), by: z.string() })
  .nullable()
  .describe("Tells nobody until then; what happens is recorded all the same.")

export const ruleEntity = z.object({
  entity: z.string().nullable().describe("Null: the whole."),
  state: z.enum(STATES),
  said: z.string(),
  since: z.string(),
  alert_id: z.int().nullable(),
})

export const rule = z
  .object({
    slug: z.string(),
    ...fields,
    scope,
    notify: z.array(z.string()),
    version: z.int(),
    changed_at: z.string(),
    changed_by: z.string().nullable(),
    state: z
      .enum(STATES)
      .describe("The worst of its entities; no_data where none has a value, and before it was first read."),
    entities: z.array(ruleEntity).describe("The worst first, 200 at most."),
    muted,
  })
  .meta({ id: "AlertRule" })
export type Rule = z.output<typeof rule>

export const preview = z
  .object({
    from: z.string(),
    to: z.string(),
    fired: z.int(),
    times: z
      .array(z.object({ at: z.string(), entity: z.string().nullable(), said: z.string() }))
      .describe("The last first, 100 at most."),
    grain: z.string().describe("How closely the past is read."),
  })
  .meta({ id: "AlertPreview" })
export type Preview = z.output<typeof preview>
export const rulesAnswer = z.object({ rules: z.array(rule) })
