import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"
import { BadLine } from "@/lib/http/body"
import { countIngest } from "@/lib/http/metrics"
import type { Payload } from "@/lib/http/payload"
import { reply } from "@/lib/http/reply"
import { isObject, type Json } from "@/lib/providers/json"
import type { IngestAnswer } from "./events-schema"
import { eventsOf, ingestEvents, type Places } from "./ingest"
import type { SourceKind } from "./kinds-schema"
import { noteKind } from "./settings"

/** Of the whole body: an event itself may nest 16 levels, what a provider answered inside it more. */
export const BODY_DEPTH = { maxDepth: 64 }

/** For records that carry what was asked and answered, although nobody here reads it. */
export const RECORD_LIMITS = {
  ...BODY_DEPTH,
  maxBytes: 16 * 1024 * 1024,
  maxCompressedBytes: 4 * 1024 * 1024,
}

/** What a route hands to a way in. */
export interface Arrival {
  scope: Scope
  payload: Payload
  requestId: string
}

/** Whose events a key sends. Throws `forbidden` for a key that belongs to no source. */
export function senderOf(scope: Scope): { sourceId: number; backfill: boolean } {
  const { actor } = scope
  if (actor.kind !== "key" || actor.sourceId === null) {
    throw new AppError("forbidden", "This API key belongs to no source. Create one on the Sources screen.")
  }
  return { sourceId: actor.sourceId, backfill: actor.scopes.includes("backfill") }
}

/** The items of a body: one, a list, or a line each. */
export function itemsOf(payload: Payload): { items: unknown[]; depth: number } {
  if (payload.kind === "json") return { items: eventsOf(payload.value), depth: payload.depth }
  if (payload.kind === "lines") return { items: eventsOf(payload.values), depth: payload.depth }
  throw new AppError("bad_request", "The request has no body.")
}

/** What a way in makes of each item that is an object; anything else as it came, to be refused in its place. */
export function translated(items: readonly unknown[], translate: (item: Json) => unknown): unknown[] {
  return items.map((item) => (isObject(item) && !(item instanceof BadLine) ? translate(item) : item))
}

/** Takes events that a way in made of what came. */
export async function takeEvents(
  { scope, requestId }: Pick<Arrival, "scope" | "requestId">,
  kind: SourceKind,
  events: readonly unknown[],
  { sourceId, backfill } = senderOf(scope),
  places: Places = [],
): Promise<IngestAnswer> {
  await noteKind(scope, sourceId, kind)
  const options = { now: new Date(), backfill, requestId, places }
  const answer = await ingestEvents(scope, sourceId, events, options)
  countIngest(answer)
  return answer
}

/** 207 where some were rejected, as one bad event never sinks a batch. */
export function answered(answer: IngestAnswer): unknown {
  return answer.rejected.length > 0 ? reply(207, answer) : answer
}
