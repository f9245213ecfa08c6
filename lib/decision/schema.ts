import * as z from "zod"
import { faultOf, UNITS } from "./assumptions"
import type { Volume } from "./volume-schema"
import { parseVolume } from "./volumes"

export const SCOPES = ["family", "feature", "all"] as const
export type ScopeKind = (typeof SCOPES)[number]
export const WINDOWS = ["7d", "14d", "30d", "60d", "90d"] as const
export const VERDICTS = [
  "direct",
  "gateway",
  "too close to call",
  "not enough data",
  "no other route",
] as const

const text = z.string().max(2_200)

/** `name:value`, such as `direct_hours:5`. An empty value takes the organisation's own back to the default. */
export const assumed = text.transform((written, context): [string, string] => {
  const colon = written.indexOf(":")
  const [name, value] = [written.slice(0, colon).trim(), written.slice(colon + 1).trim()]
  const fault = colon > 0 ? faultOf(name, value) : "Write name:value, such as direct_hours:5."
  if (fault === null) return [name, value]
  context.issues.push({ code: "custom", message: fault, input: written })
  return z.NEVER
})

/** Every cell is priced on every route, and every mix of them may have to be weighed. */
export const MOST_ROUTES = 8
export const MOST_VOLUMES = 20
export const MOST_REPEATED = 200

/** A parameter that may stand once, repeat or be left out. */
const several = <Item extends z.ZodType<unknown, string>>(item: Item, most = MOST_REPEATED) =>
  z
    .union([z.string().transform((one) => [one]), z.array(z.string())])
    .default([])
    .pipe(z.array(item).max(most))

const volume = z
  .string()
  .max(300)
  .transform((written, context): Volume => {
    const read = parseVolume(written)
    if (read) return read
    const message = "Write family:model:calls:input:cached:output, such as glm:glm-5:1000:30:20:4."
    context.issues.push({ code: "custom", message, input: written })
    return z.NEVER
  })

export const decisionQuery = z
  .strictObject({
    scope: z.enum(SCOPES).default("family").describe("What takes one route as a whole."),
    window: z
      .enum(WINDOWS)
      .default("30d")
      .describe("Closed days, the last of them yesterday. Typed volumes are a month's, whatever it is."),
    filter: several(z.string().max(1_000)).describe("As /api/v1/spend takes them."),
    assume: several(assumed).describe("`name:value`, before the organisation's own and the defaults."),
    route: several(z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "A route's slug."), MOST_ROUTES).describe(
      "Further candidates, such as a reseller: with a price list of its own, or `assume=markup.<route>:10`.",
    ),
    volume: several(volume, MOST_VOLUMES).describe(
      "Decides over typed volumes instead of own calls: `family:model:calls:input:cached:output`, tokens in millions a month, cached in percent of the input.",
    ),
    mix: z
      .string()
      .max(2_000)
      .optional()
      .describe("A mix to compare, such as `anthropic:direct,qwen:siliconflow`."),
  })
  .meta({ id: "DecisionQuery" })
export type DecisionQuery = z.output<typeof decisionQuery>

const money = z.string().nullable()
const interval = z.object({ low: z.string(), high: z.string() }).nullable()
const measured = z.object({
  percent: z.string(),
  n: z.int(),
  assumed: z.boolean().describe("Too few calls say it: an assumption stands in."),
})

const foundIn = z
  .object({ run: z.int(), position: z.int(), check: z.string() })
  .nullable()
  .describe("The result of a smoke run that says so, where it was one.")

const candidate = z.object({
  route: z.string(),
  total: z.string().describe("By the month, with the upkeep that this scope alone needs."),
  tokens: z.string(),
  fees: z.string(),
  failures: z.string(),
  engineering: z.string(),
  excluded_by: z.string().nullable(),
  found_in: foundIn,
  n: z.int().describe("Calls of the window that took this route."),
  interval: interval.describe("Of the total, 90 %, by resampled days."),
  availability: measured,
  rescued: measured,
  unpriced: z.int(),
  prices_as_of: z.string().nullable().describe("The oldest day that one of its prices was said."),
  assumed_prices: z.int().describe("Calls priced as the provider prices them."),
})
export type DecisionCandidate = z.output<typeof candidate>

const scopeAnswer = z.object({
  scope: z.string(),
  label: z.string(),
  families: z.array(z.string()),
  feature: z.string().nullable(),
  calls: z.int(),
  verdict: z.enum(VERDICTS),
  choice: z.string(),
  n: z.int().describe("Calls that took the chosen route."),
  next: z.string().nullable(),
  ahead: money.describe("What the next best route would cost more by the month."),
  interval,
  candidates: z.array(candidate),
  break_even: money.describe(
    "This scope's tokens a month, at direct prices, at which its route and the next best one cost the same; null where volume changes nothing.",
  ),
  sensitivity: z
    .object({ name: z.string(), low: z.number().nullable(), high: z.number().nullable() })
    .nullable()
    .describe("The assumption with the least room before this scope takes another route."),
  unvalued: z.int().describe("Requests of features whose failures have no value set."),
})
export type DecisionScope = z.output<typeof scopeAnswer>

const mixAnswer = z.object({
  id: z.string(),
  name: z.string(),
  routes: z.record(z.string(), z.string()),
  total: z.string(),
  tokens: z.string(),
  fees: z.string(),
  failures: z.string(),
  engineering: z.string(),
  difference: money,
  interval,
})
export type DecisionMix = z.output<typeof mixAnswer>

const move = z.object({ scope: z.string(), label: z.string(), from: z.string(), to: z.string() })
const sensitivity = z.object({
  name: z.string(),
  low: z.number().nullable().describe("Below it another mix is cheapest."),
  high: z.number().nullable(),
  below: z.array(move),
  above: z.array(move),
})
export type DecisionSensitivity = z.output<typeof sensitivity>

const assumption = z.object({
  name: z.string(),
  label: z.string(),
  unit: z.enum(UNITS),
  value: z.string().nullable().describe("Null: not set."),
  default: z.string().nullable(),
  source: z.string(),
  date: z.string(),
  from: z.enum(["default", "organisation", "address"]),
  set_by: z.string().nullable(),
  set_at: z.string().nullable(),
  range: z.tuple([z.number(), z.number()]).nullable(),
})
export type DecisionAssumption = z.output<typeof assumption>

const breakEven = z.object({
  gateway: z.string(),
  tokens: money.describe(
    "A month's tokens at direct prices at which both cost the same; null: one is cheaper as far as was looked.",
  ),
  below: z.enum(["gateway", "direct"]).describe("The cheaper of the two below it, or always."),
  now: z.string().describe("What the window's tokens come to direct, by the month."),
  up_to: z.string().describe("A month's tokens at direct prices as far as was looked for it."),
  points: z.array(z.object({ tokens: z.string(), gateway: z.string(), direct: z.string() })),
})
export type DecisionBreakEven = z.output<typeof breakEven>

const check = z.object({
  name: z.string(),
  state: z.enum(["met", "not met", "not known", "not asked"]),
  detail: z.string(),
})
export type DecisionCheck = z.output<typeof check>

export const decisionAnswer = z
  .object({
    typed: z.boolean().describe("Over typed volumes: nothing is measured, and there is no interval."),
    range: z.object({ from: z.string(), to: z.string(), days: z.int() }),
    zone: z.string(),
    currency: z.string(),
    as_of: z.string(),
    sentence: z.string(),
    detail: z.string(),
    verdict: z.enum(["mix", "direct", "gateway", "too close to call", "not enough data"]),
    calls: z.int(),
    unpriced: z.int().describe("Calls with something unpriced as they went. They are in no amount."),
    ledger: z.string().describe("Billed in the window, as the ledger has it."),
    rerated: z.string().describe("The same calls on the routes they took, by the price book as it is."),
    mixes: z.array(mixAnswer),
    scopes: z.array(scopeAnswer),
    upkeep: z.array(
      z.object({ contract: z.string(), label: z.string(), amount: z.string(), chosen: z.boolean() }),
    ),
    combinations: z.string(),
    break_even: breakEven.nullable(),
    sensitivity: z
      .array(sensitivity)
      .nullable()
      .describe(
        "The assumption with the least room first; null where scopes share too many contracts to look for it.",
      ),
    ruled_out: z.array(
      z.object({
        ...{ route: z.string(), scope: z.string(), label: z.string(), because: z.string() },
        found_in: foundIn,
      }),
    ),
    checklist: z.array(check),
    assumptions: z.array(assumption),
  })
  .meta({ id: "Decision" })
export type Decision = z.output<typeof decisionAnswer>

export const savedAssumptions = z
  .object({
    version: z.int(),
    items: z.array(
      z.object({ name: z.string(), value: z.string(), set_by: z.string().nullable(), set_at: z.string() }),
    ),
  })
  .meta({ id: "DecisionAssumptions" })
export type SavedAssumptions = z.output<typeof savedAssumptions>

export const assumptionsInput = z
  .strictObject({
    version: z
      .int()
      .min(0)
      .optional()
      .describe("Of the values that were read. Left out, whatever stands is changed."),
    set: z
      .array(z.strictObject({ name: z.string().min(1).max(400), value: z.string().trim().max(2_000) }))
      .min(1)
      .max(200)
      .describe("Values by name; an empty one goes back to the default. What is not named stays."),
  })
  .check(({ value, issues }) => {
    value.set.forEach((item, at) => {
      const fault = faultOf(item.name, item.value)
      if (fault !== null) {
        issues.push({ code: "custom", message: fault, path: ["set", at, "value"], input: item.value })
      }
    })
  })
  .meta({ id: "DecisionAssumptionsInput" })
export type AssumptionsInput = z.output<typeof assumptionsInput>
