import * as z from "zod"
import { ERROR_CLASSES } from "@/lib/providers/schema"
import { parseFilter } from "@/lib/spend/filter"
import type { Filter } from "@/lib/spend/schema"
import { PATH_PARTS, type PathPart } from "./paths"

const filter = z.string().transform((text, context): Filter => {
  const found = parseFilter(text)
  if (found) return found
  const message = `"${text.slice(0, 60)}" is not a filter. Write feature=a|b, team!=x or model~gpt.`
  context.issues.push({ code: "custom", message, input: text })
  return z.NEVER
})

const groupBy = z
  .string()
  .transform((text) => (text === "" ? [] : text.split(",")))
  .pipe(z.array(z.enum(PATH_PARTS, `Write some of ${PATH_PARTS.join(",")}.`)).max(PATH_PARTS.length))
  .transform((parts): PathPart[] => [...new Set(parts)])

const time = z
  .string()
  .max(40)
  .optional()
  .describe("An instant (RFC 3339) or a local date of the organisation's zone.")

export const healthQuery = z.strictObject({
  from: time.describe("Instant or local date of the organisation's zone. Default: 24 hours before `to`."),
  to: time.describe("Exclusive. Default: now."),
  filter: z
    .union([z.string().transform((one) => [one]), z.array(z.string())])
    .pipe(z.array(filter).max(20))
    .default([])
    .describe("Repeatable: provider=a|b, route!=x, environment=production; all must hold."),
  group_by: groupBy
    .default([...PATH_PARTS])
    .describe(
      "What rows are told apart by: provider,model,route or some of them; empty gives the total alone.",
    ),
  interval: z
    .enum(["hour", "day"])
    .optional()
    .describe("Adds the course by hours (15 days at most) or days (400 at most)."),
})
export type HealthRequest = z.output<typeof healthQuery>

const count = z.int()
const money = z.string().describe("Exact decimal string in the reporting currency.")
const share = z.number().nullable()

const percentiles = z
  .object({
    n: count.describe("Calls that they are of."),
    p50: z.number().nullable(),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
  })
  .nullable()

const part = z.string().nullable().describe("Null where rows are not told apart by it.")
const key = { provider: part, model: part, route: part }

const ended = {
  calls: count,
  answered: count,
  faults: count.describe("The provider's own: timeout, network, rate_limit, overloaded, server_error."),
  account_faults: count.describe("Ours to fix: quota_exhausted, insufficient_balance, auth, permission."),
  caller_faults: count,
  aborted: count,
  availability: share.describe("answered / (answered + faults); null without either. Nothing else moves it."),
}

const measures = {
  ...ended,
  unclassified: count.describe("Failed without saying how."),
  errors: z.partialRecord(z.enum(ERROR_CLASSES), count),
  later_attempts: count.describe(
    "Attempts after the first of their request: retries, and fallbacks where they say so.",
  ),
  fallbacks: count.describe("Calls that say in `fallback_from` what they fell back from."),
  requests: z
    .object({
      failed: count.describe(
        "An attempt failed by the provider's fault. Failed calls that name no request are not here.",
      ),
      rescued: count.describe("Then answered on another provider, model or route."),
      retried: count.describe("Then answered on the same."),
      lost: count.describe("Not answered."),
      fallback_extra: money.describe(
        "What rescuing answers cost beyond the same tokens on the path that failed.",
      ),
      fallback_extra_unknown: count.describe(
        "Rescued requests that are not in that amount: a price is not known, or not yet reckoned.",
      ),
    })
    .describe("By the path of the first attempt that failed."),
  failed_cost: money.describe("Billed on attempts that failed or were broken off."),
  failed_unpriced: count.describe("Of those attempts, how many have no known price: they are in no amount."),
  latency_ms: percentiles.describe(
    "Whole calls that were answered or timed out. Null where it cannot be told.",
  ),
  first_token_ms: percentiles.describe("Until the first token of answered calls."),
  tokens_per_second: share.describe("Output tokens of answered calls per second after their first token."),
}

export const healthAnswer = z
  .object({
    range: z.object({ from: z.string(), to: z.string() }),
    zone: z.string(),
    currency: z.string(),
    error_bound: z.number().describe("A percentile lies at most so much of itself from the true one."),
    least_calls: count.describe("Percentiles of fewer calls are null."),
    percentiles_told: z
      .boolean()
      .describe(
        "False where filters go beyond provider, model and route and the range holds too many calls.",
      ),
    rows: z.array(z.object({ ...key, ...measures })).describe("Most calls first; they sum to the total."),
    total: z.object(measures),
    series: z
      .array(z.object({ bucket: z.string(), ...key, ...ended }))
      .optional()
      .describe("With `interval`: buckets with calls, oldest first."),
    incidents: z
      .array(
        z.object({
          id: count,
          provider: z.string(),
          route: z.string(),
          model: z
            .string()
            .nullable()
            .describe(
              "The one model that failed, where the route's others outweigh it; null of the whole route.",
            ),
          from: z.string(),
          until: z.string().nullable().describe("Null while it is open."),
          error_class: z.enum(ERROR_CLASSES).nullable().describe("How most of the calls failed."),
          calls: count
            .nullable()
            .describe("Null for whoever is kept to teams, as all figures of an incident."),
          faults: count.nullable(),
          models: z
            .array(z.object({ model: z.string(), faults: count }))
            .nullable()
            .describe(
              "The models whose calls failed in it, most faults first. Null where they were not counted.",
            ),
          requests: z.object({ failed: count, rescued: count, retried: count, lost: count }).nullable(),
          failed_cost: money.nullable(),
          failed_unpriced: count.nullable().describe("Failed calls that are in no amount: without a price."),
        }),
      )
      .describe(
        "Of the range, the latest first, 100 at most, by the filters of provider, route and model alone.",
      ),
  })
  .meta({ id: "HealthAnswer" })
export type HealthAnswer = z.output<typeof healthAnswer>
