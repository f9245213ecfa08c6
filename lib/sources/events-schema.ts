import * as z from "zod"
import { isDecimal } from "@/lib/money"

const MAX_TEXT = 256
const dimension = z.string().min(1).max(MAX_TEXT)
const WHOLE = "A whole number of 0 or more."
const count = z.int(WHOLE).min(0, WHOLE).max(2_147_483_647)
const DURATION = "Milliseconds from 0 to 86,400,000, a day."
const milliseconds = z.number(DURATION).min(0, DURATION).max(86_400_000, DURATION)

const normalisedUsage = {
  input_uncached: count,
  cache_read: count,
  cache_write_5m: count,
  cache_write_1h: count,
  cache_write_other: count,
  output: count,
  reasoning: count,
}

/** Token classes in the product's own words; an object without any of them is a provider's raw usage. */
export const usageSchema = z
  .looseObject({
    ...z.object(normalisedUsage).partial().shape,
    counts: z.record(z.string().max(64), count).optional(),
    usage_shape: z.string().max(64).optional(),
  })
  .describe("Normalised token classes, or a provider's raw usage object with usage_shape.")

/** One usage event, as a source sends it. Unknown fields are kept in the payload and warned about. */
export const eventSchema = z.looseObject({
  id: z.string().min(1).max(128).optional().describe("The sender's id, kept over retries."),
  time: z.iso
    .datetime({ offset: true, error: "An instant with its offset such as 2026-11-18T10:00:00Z." })
    .optional()
    .describe("Start of the call, RFC 3339. Default: now."),
  provider: z.string().min(1).max(64).optional(),
  model: z.string().min(1).max(MAX_TEXT).optional(),
  model_served: z.string().min(1).max(MAX_TEXT).optional(),
  route: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe("direct (default) or the gateway's slug; of several in a row the one that bills the call."),
  user: dimension.optional(),
  agent: dimension.optional(),
  feature: dimension.optional(),
  team: dimension.optional(),
  environment: dimension.optional(),
  session: dimension.optional(),
  tags: z
    .record(z.string().min(1).max(64), z.string().max(512))
    .refine((tags) => Object.keys(tags).length <= 32, "At most 32 tags.")
    .optional(),
  request_id: z.string().min(1).max(128).optional(),
  attempt: z.int().min(1).max(1_000).optional(),
  fallback_from: z
    .object({ provider: z.string().max(64), model: z.string().max(MAX_TEXT), route: z.string().max(64) })
    .partial()
    .optional(),
  trace_id: z.string().min(1).max(64).optional().describe("Of the trace that the call is a span of."),
  span_id: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe("Of the call's own span: with trace_id, where further reports of the call meet."),
  precision: z
    .enum(["exact", "estimated"])
    .optional()
    .describe(
      "estimated: the usage leaves out what the price depends on, such as cached tokens or the tier.",
    ),
  response: z
    .unknown()
    .optional()
    .describe("The provider's raw response, usage object or array of stream events."),
  usage: usageSchema.optional(),
  cost: z
    .object({
      amount: z
        .string()
        .refine(isDecimal, 'A decimal string such as "0.0123".')
        .refine(
          (text) => !text.startsWith("-"),
          "A cost is not negative: correct an event with void or replace.",
        ),
      currency: z.string().regex(/^[A-Z]{3}$/, "Three capital letters such as USD."),
    })
    .optional(),
  status: z.enum(["ok", "error", "aborted"]).optional(),
  error: z
    .object({
      http_status: z.int().min(0).max(999).nullable(),
      code: z.union([z.string().max(256), z.number()]).nullable(),
      message: z.string().max(8_192).nullable(),
      body: z.unknown(),
    })
    .partial()
    .optional(),
  latency_ms: milliseconds.optional(),
  ttft_ms: milliseconds.optional(),
  service_tier: z.string().max(64).optional(),
  region: z.string().max(64).optional(),
  batch: z.boolean().optional(),
  headers: z
    .record(z.string().max(128), z.string().max(4_096))
    .refine((headers) => Object.keys(headers).length <= 64, "At most 64 headers.")
    .optional()
    .describe(
      "Of the call itself. Helicone's and Portkey's attribution is read from them where the event names nobody; other headers are not kept.",
    ),
  reservation: z.string().min(1).max(64).optional().describe("What POST /api/v1/budgets/authorize reserved."),
  type: z.enum(["usage", "void", "replace"]).optional(),
  target_id: z.string().min(1).max(128).optional(),
  reason: z.string().min(1).max(1_024).optional(),
})
export type EventInput = z.infer<typeof eventSchema>

export const EVENT_FIELDS: ReadonlySet<string> = new Set(Object.keys(eventSchema.shape))

export const MAX_EVENTS = 1_000
/** Of one event beside its `response`, in bytes of JSON. */
export const MAX_EVENT_BYTES = 32_768
export const WINDOW_PAST_MS = 35 * 86_400_000
export const WINDOW_AHEAD_MS = 5 * 60_000

const remarkSchema = z.object({
  index: z.int(),
  id: z.string().nullable(),
  code: z.string(),
  detail: z.string(),
})

/** The answer after COMMIT. `duplicates` and `conflicts` are counts; conflicts are also listed. */
export const ingestAnswerSchema = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  conflicts: z.int(),
  conflicting: z
    .array(z.object({ index: z.int(), id: z.string().nullable(), detail: z.string() }))
    .optional(),
  rejected: z.array(remarkSchema),
  warnings: z.array(remarkSchema),
  request_id: z.string(),
})
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>
