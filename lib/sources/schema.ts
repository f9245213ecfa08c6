import * as z from "zod"
import { keySummary } from "@/lib/auth/key-schema"

export const sourceSummary = z
  .object({
    id: z.int(),
    name: z.string(),
    kind: z.string().meta({ description: "The way in: events, litellm, openrouter, otlp …" }),
    created_at: z.string(),
    first_event_at: z.string().nullable(),
    last_event_at: z.string().nullable(),
    keys: z.int().meta({ description: "Keys that can send for it now." }),
    rejected: z.int().meta({ description: "Events rejected in the last 7 days." }),
    conflicts: z.int().meta({ description: "Events in conflict with a stored one in the last 7 days." }),
  })
  .meta({ id: "Source" })
export type SourceSummary = z.output<typeof sourceSummary>

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

export const sourcesAnswer = z.object({ sources: z.array(sourceSummary) })
export const sourceAnswer = z.object({ source: sourceSummary, refusals: z.array(refusalSummary) })
export const sourceParams = z.strictObject({ id: z.coerce.number().int().min(1).max(2_147_483_647) })
