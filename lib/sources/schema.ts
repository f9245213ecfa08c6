import * as z from "zod"
import { createdKey, keySummary } from "@/lib/auth/key-schema"
import { SOURCE_KINDS } from "./kinds-schema"

export const sourceSummary = z
  .object({
    id: z.int(),
    name: z.string(),
    kind: z.string().meta({ description: "The way in: events, litellm, openrouter, otlp …" }),
    bills: z.boolean().meta({ description: "What it states as a cost is what is charged." }),
    webhook: z
      .string()
      .nullable()
      .meta({ description: "Where it sends what it signs; null for one with keys." }),
    created_at: z.string(),
    first_event_at: z.string().nullable(),
    last_event_at: z.string().nullable(),
    keys: z.int().meta({ description: "Keys, or secrets that sign, that can send for it now." }),
    rejected: z.int().meta({ description: "Events rejected in the last 7 days." }),
    conflicts: z.int().meta({ description: "Events in conflict with a stored one in the last 7 days." }),
  })
  .meta({ id: "Source" })
export type SourceSummary = z.output<typeof sourceSummary>

const count = z.int()
const milliseconds = z.number().nullable()

export const sourceTraffic = z
  .object({
    id: z.int(),
    accepted: count.meta({ description: "Events taken in the last 7 days, like the counts that follow." }),
    duplicates: count,
    conflicts: count,
    rejected: count,
    suppressed: count.meta({ description: "Spans that state the usage of calls below them." }),
    unkept: count.meta({
      description:
        "Of the rejected and conflicting: those that are counted alone, beyond 20 of a request and 100 of an hour.",
    }),
    overlapping: count.meta({
      description:
        "Spans that count beside calls of other sources below them, which tell a part of their usage.",
    }),
    disagreeing: count.meta({
      description: "Of the taken: reports of a call that differ from the one that counts by more than half.",
    }),
    shared: count.meta({ description: "Of the taken: of calls that another source reported too." }),
    per_hour: z.number().meta({ description: "Events taken per hour, over the last 24 hours." }),
    lag_p50_ms: milliseconds.meta({ description: "From the start of a call to its arrival, over 24 hours." }),
    lag_p95_ms: milliseconds,
  })
  .meta({ id: "SourceTraffic" })
export type SourceTraffic = z.output<typeof sourceTraffic>

export const trafficAnswer = z.object({
  /** Null for an asker kept to teams: what came of it all belongs to no team. */
  traffic: z.array(sourceTraffic).nullable(),
})

export const refusalSummary = z
  .object({
    id: z.string(),
    at: z.string(),
    source: z.string(),
    kind: z.enum(["rejected", "conflict"]),
    event_id: z.string().nullable().meta({ description: "The sender's id." }),
    stored_event: z.string().nullable().meta({ description: "The event that a conflict contradicts." }),
    code: z.string(),
    detail: z.string(),
    body: z.string().nullable(),
  })
  .meta({ id: "Refusal" })
export type RefusalSummary = z.output<typeof refusalSummary>

export const keyAnswer = keySummary
  .extend({
    latest_event: z
      .object({
        id: z.string(),
        time: z.string(),
        provider: z.string(),
        model: z.string(),
        route: z.string(),
        tokens: z.int(),
        billed: z.string().nullable().meta({ description: "Null: no price matches." }),
        currency: z.string(),
        sender_id: z.string().nullable(),
      })
      .nullable()
      .meta({ description: "Of those it sent, the one that arrived last." }),
    refusals: z.array(refusalSummary).meta({ description: "Refused of its source since the key was made." }),
  })
  .meta({ id: "KeyWithTraffic" })
export type KeyAnswer = z.output<typeof keyAnswer>

/** Where a source sends what it signs, below the address of this installation. */
export function webhookAddress(publicId: string): string {
  return `/api/v1/sources/webhook?source=${publicId}`
}

const name = z.string().trim().min(1, "Give the source a name.").max(80)

export const sourceInput = z
  .strictObject({
    name,
    kind: z.enum(SOURCE_KINDS).default("events"),
    bills: z.boolean().default(false).meta({ description: "What it states as a cost is what is charged." }),
  })
  .meta({ id: "SourceInput" })
export type SourceInput = z.output<typeof sourceInput>

export const createdSource = z
  .object({
    source: sourceSummary,
    key: createdKey
      .nullable()
      .meta({ description: "What it sends with; the key itself is shown this once." }),
    webhook: z
      .object({ address: z.string(), secret: z.string() })
      .nullable()
      .meta({ description: "Where it sends what it signs, and the secret, shown this once." }),
  })
  .meta({ id: "CreatedSource" })
export type CreatedSource = z.output<typeof createdSource>

/** What is left out stays. */
export const sourceChange = z
  .strictObject({ name: name.optional(), bills: z.boolean().optional() })
  .meta({ id: "SourceChange" })
export type SourceChange = z.output<typeof sourceChange>

export const sourcesAnswer = z.object({ sources: z.array(sourceSummary) })
export const sourceAnswer = z.object({ source: sourceSummary, refusals: z.array(refusalSummary) })
export const sourceParams = z.strictObject({ id: z.coerce.number().int().min(1).max(2_147_483_647) })
