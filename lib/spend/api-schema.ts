import * as z from "zod"
import { snakeCased } from "@/lib/http/snake-case"
import { CHARGE_KINDS, ERROR_CLASSES, TOKEN_CLASSES } from "@/lib/providers/schema"
import { RANGE_PRESETS } from "@/lib/time"
import { CAUSES, type Cause } from "./change"
import { parseDimension, parseFilter } from "./filter"
import { type Dimension, type Filter, INTERVALS, RENAMED } from "./schema"
import { COMPARES, type Compare, parseCompare } from "./url"

const dimension = z.string().transform((text, context): Dimension => {
  const found = parseDimension(text)
  if (found) return found
  context.issues.push({ code: "custom", message: `"${text.slice(0, 60)}" is not a dimension.`, input: text })
  return z.NEVER
})

const filter = z.string().transform((text, context): Filter => {
  const found = parseFilter(text)
  if (found) return found
  const message = `"${text.slice(0, 60)}" is not a filter. Write feature=a|b, team!=x or model~gpt.`
  context.issues.push({ code: "custom", message, input: text })
  return z.NEVER
})

const filters = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .pipe(z.array(filter).max(20))
  .default([])
  .describe("Repeatable: feature=a|b (is one of), team!=x, model~gpt (contains); all must hold.")

const time = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.{0,20})?$/, "An instant (RFC 3339) or a local date YYYY-MM-DD.")

const range = {
  from: time
    .optional()
    .describe("Instant or local date of the organisation's zone. Default: the month's start."),
  to: time.optional().describe("Exclusive. Default: the end of the current day."),
  filter: filters,
}

const upTo = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual)

export const spendQuerySchema = z.strictObject({
  ...range,
  interval: z.enum(INTERVALS).optional(),
  group_by: z
    .string()
    .transform((text) => (text === "" ? [] : text.split(",")))
    .pipe(z.array(dimension).max(2))
    .optional(),
  limit: upTo(1_000, 100),
  compare: z.enum(["previous", "month", "year", "none"]).default("none"),
  users: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true")
    .describe("Count the known users too. With dimensions of the call this reads the calls themselves."),
})

const groupBy = z
  .string()
  .transform((text) => (text === "" ? [] : text.split(",")))
  .pipe(z.array(dimension).max(2))
  .refine((list) => new Set(list).size === list.length, "Name two different dimensions.")

const compare = z.string().transform((text, context): Compare => {
  const found = parseCompare(text)
  if (found !== undefined) return found
  const message = `"${text.slice(0, 60)}" is no comparison: ${COMPARES.join(", ")}, or two dates as from..to.`
  context.issues.push({ code: "custom", message, input: text })
  return z.NEVER
})

/** What a download takes: the parameters of a page's address, which say the same there. */
export const exportedView = {
  ...range,
  range: z.enum(RANGE_PRESETS).optional().describe("A range by its name; wins over from and to."),
  group_by: groupBy.default([]),
  interval: z.enum(INTERVALS).optional(),
  compare: compare.default("none"),
}

const compared = z
  .string()
  .max(64)
  .transform((text, context): Compare => {
    const found = parseCompare(text)
    if (found && found !== "none") return found
    const message = "Write previous, month, year, or two dates as 2026-09-01..2026-10-01."
    context.issues.push({ code: "custom", message, input: text })
    return z.NEVER
  })

export const changeQuerySchema = z.strictObject({
  ...range,
  range: exportedView.range,
  group_by: dimension.default("team").describe("The dimension whose values the change is told by."),
  limit: upTo(1_000, 100),
  compare: compared
    .default("previous")
    .describe("The period before: previous, month, year, or two dates as 2026-09-01..2026-10-01."),
})

export const eventsQuerySchema = z.strictObject({
  ...range,
  cursor: z.string().min(1).max(128).optional(),
  limit: upTo(1_000, 50),
})

export const eventParamsSchema = z.strictObject({ id: z.string().min(1).max(64) })
export const dimensionParamsSchema = z.strictObject({ dimension })
export const valuesQuerySchema = z.strictObject({ contains: z.string().max(256).default("") })
export const valuesAnswerSchema = z.object({ values: z.array(z.string()) })

const money = z.string().describe("Exact decimal string in the reporting currency.")
const unknown = money.nullable()
const count = z.int()

const userCount = z
  .object({
    count,
    priced: count.describe("Those of them who have a call with a price: what a cost per user divides by."),
    billed: money,
  })
  .describe("Known users, each once, and what their calls cost.")

const measures = {
  billed: money,
  list: money,
  computed: money,
  reported: unknown,
  requests: count,
  calls: count,
  errors: count,
  tokens: z.object({
    input_uncached: count,
    cache_read: count,
    cache_write: count,
    output: count,
    reasoning: count,
  }),
  unpriced: z.object({ calls: count, tokens: count }),
  users: userCount.optional(),
}
const key = z.record(z.string(), z.string().nullable()).describe("Dimension to value; null is Unattributed.")
const group = z.object({ key, ...measures })
const instants = z.object({ from: z.string(), to: z.string() })

export const spendAnswerSchema = z.object({
  range: instants,
  zone: z.string(),
  currency: z.string(),
  as_of: z.string(),
  interval: z.enum(INTERVALS),
  total: z.object(measures),
  groups: z.array(group),
  series: z.array(z.object({ bucket: z.string(), key, other: z.literal(true).optional(), ...measures })),
  unpriced: z.object({ calls: count, tokens: count }),
  other: z.object({ count, ...measures }).nullable(),
  bucket_users: z.record(z.string(), userCount).optional(),
  compare: z
    .object({
      range: instants,
      total: z.object(measures),
      groups: z.array(group),
      other: z.object(measures).nullable(),
    })
    .nullable(),
})

const causeWords: Record<Cause, string> = {
  volume: "More or fewer calls, with the same shares of models.",
  mix: "Other shares of models.",
  length: "Longer or shorter prompts and answers.",
  cache: "Another part of the input read from or written to cache.",
  price: "The same tokens for another amount.",
  new: "No calls in the period before.",
  gone: "No calls in this period.",
  other: "Fees, calls without a price, and whatever no token explains.",
}
const changed = {
  unpriced: z
    .object({ before: count, after: count })
    .describe("Calls of each period that have no price: they are in no amount."),
  before: money,
  after: money,
  difference: money,
  causes: z
    .object(Object.fromEntries(CAUSES.map((cause) => [cause, money.describe(causeWords[cause])])))
    .describe("They sum to the difference, to the last digit."),
}

export const changeAnswerSchema = z.object({
  range: instants,
  compared_with: instants,
  zone: z.string(),
  currency: z.string(),
  as_of: z.string(),
  dimension: z.string(),
  ...changed,
  groups: z.array(z.object({ key, ...changed })),
  other: z.object({ named: count, ...changed }).nullable(),
})

const text = z.string().nullable()
const status = z.enum(["ok", "error", "aborted"])
const errorClass = z.enum(ERROR_CLASSES).nullable()
const counts = z.record(z.string(), z.number())

const event = {
  id: z.string(),
  time: z.string(),
  user: text,
  agent: text,
  feature: text,
  team: text,
  environment: text,
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  status,
  error_class: errorClass,
  tokens: count,
  billed: unknown,
  unpriced: z.boolean(),
  latency_ms: z.number().nullable(),
  corrected: z.enum(["void", "replaced"]).nullable(),
  rescued: z
    .boolean()
    .describe("It succeeded on another provider, model or route after an earlier attempt failed."),
}

export const eventsAnswerSchema = z.object({
  events: z.array(z.object(event)),
  next_cursor: text.describe("Give it as cursor for older events; null on the last page."),
  prev_cursor: text.describe("Give it as cursor for newer events; null on the first page."),
})

const part = z.object({
  key: z.string(),
  quantity: z.number(),
  list_rate: text,
  rate: text,
  unit: z.enum(["million", "piece"]),
  billed: unknown,
})

const price = z.object({
  list_row: z.string(),
  override_row: text,
  currency: z.string(),
  effective_from: text,
  source: z.string(),
  source_url: text,
  as_of: z.string(),
  conditions_met: z.array(z.string()),
  not_chosen: z.array(z.string()),
  exchange: z
    .object({ rate: z.string(), from: z.string(), to: z.string(), date: z.string(), source: z.string() })
    .nullable(),
})

const costs = { list: unknown, computed: unknown, reported: unknown, billed: unknown }

export const chargeSchema = z.object({
  line: count,
  kind: z.enum(CHARGE_KINDS),
  model: z.string(),
  classes: z.object(Object.fromEntries(TOKEN_CLASSES.map((name) => [name, count]))),
  of_which: counts,
  counts,
  ...costs,
  parts: z.array(part),
  price: price.nullable(),
  unpriced_because: text,
})

export const eventDetailSchema = z.object({
  ...event,
  ...costs,
  source_event_id: text,
  response_id: text,
  session: text,
  api_key: text,
  service_tier: text,
  sent: z
    .partialRecord(z.enum(RENAMED), text)
    .describe("What was sent of dimensions that rules or given names have made something else of."),
  tags: z.record(z.string(), z.string()),
  ttft_ms: z.number().nullable(),
  error: z.object({ http_status: z.number().nullable(), code: text, message: text }).nullable(),
  billed_because: z.string(),
  charges: z.array(chargeSchema),
  warnings: z.array(z.object({ code: z.string(), detail: z.string() })),
  request: z
    .object({
      id: z.string(),
      rescued: z.boolean(),
      attempts: z.array(
        z.object({
          event_id: z.string(),
          attempt: count,
          time: z.string(),
          provider: z.string(),
          model: z.string(),
          route: z.string(),
          status,
          rescued: z.boolean(),
          corrected: z.boolean(),
          error_class: errorClass,
          latency_ms: z.number().nullable(),
          billed: unknown,
        }),
      ),
      billed: money,
    })
    .nullable(),
  estimated: z.boolean().meta({ description: "The usage leaves out what the price depends on." }),
  reports: z.array(
    z.object({
      source: z.string(),
      kind: z.string(),
      received_at: z.string(),
      used_for: z.string(),
      reported: unknown,
      billed: unknown.meta({
        description: "What the call costs by this report; null: not known, or not said.",
      }),
      disagrees: z.boolean().meta({
        description:
          "It differs from the report that counts by more than half of that: in money, or in tokens where one is an estimate or unpriced.",
      }),
    }),
  ),
  reports_disagree: z.boolean().meta({ description: "One of the reports disagrees with what counts." }),
  correction: z
    .object({ kind: z.enum(["void", "replaced"]), by: z.string(), reason: z.string(), at: z.string() })
    .nullable(),
  payload: z.unknown(),
  payload_state: z
    .enum(["kept", "expired", "withheld"])
    .describe("Why payload is null: its retention is over, or the asker's role may not see it."),
  currency: z.string(),
})

/** What a sender named, and what it sent. */
const OF_SENDERS = new Set(["tags", "payload"])

/** Events as the API tells them. */
export function eventAnswer(events: unknown): unknown {
  return snakeCased(events, OF_SENDERS)
}
