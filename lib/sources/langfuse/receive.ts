import "server-only"
import * as z from "zod"
import { AppError } from "@/lib/errors"
import { reply } from "@/lib/http/reply"
import { isObject, objectAt } from "@/lib/providers/json"
import { type Arrival, RECORD_LIMITS, senderOf } from "../arrival"
import { MAX_EVENTS } from "../events-schema"
import { traceKey } from "../otlp/keep-traces"
import { holdTraces } from "../otlp/place-spans"
import { tellTraces } from "../otlp/tell-ledger"
import { noteKind } from "../settings"
import { saidInBatch, type Wrong } from "./batch"
import { placeSaid, type Said, spanIdOf, traceIdOf } from "./place"

const success = z.object({ id: z.string(), status: z.int() })
const failure = z.object({ id: z.string(), status: z.int(), message: z.string(), error: z.string() })
const answerSchema = z.object({ successes: z.array(success), errors: z.array(failure) })

export const langfuseOptions = {
  auth: "key",
  basic: true,
  keyScope: "ingest",
  payload: ["json"],
  limits: RECORD_LIMITS,
  body: z.looseObject({
    batch: z.array(
      z.looseObject({ id: z.string(), type: z.string(), timestamp: z.string(), body: z.unknown() }),
    ),
    metadata: z.unknown().optional(),
  }),
  document: {
    summary: "Send usage with a Langfuse SDK",
    description:
      "Set the SDK's host to this server's address with /api/v1/sources/langfuse, and its secret key to a key of Tollgate; the public key may be any text. Generations with usage become calls, and whoever their trace names caused them. What was asked and answered is not kept.",
    tag: "Send usage",
    responses: { 207: { description: "What became of each event.", body: answerSchema } },
  },
} as const

/** Takes a batch of a Langfuse SDK, and answers each of its events as Langfuse does. */
export async function receiveLangfuse({ scope, payload, requestId }: Arrival): Promise<unknown> {
  const value = payload.kind === "json" ? payload.value : null
  const batch = isObject(value) && Array.isArray(value.batch) ? value.batch : null
  if (batch === null) throw new AppError("invalid", "The body is no batch of Langfuse: it has no list batch.")
  if (batch.length > MAX_EVENTS) {
    throw new AppError("too_large", `The batch holds ${batch.length} events; a request takes ${MAX_EVENTS}.`)
  }
  const { sourceId, backfill } = senderOf(scope)
  await noteKind(scope, sourceId, "langfuse")
  const { said, ids, errors, sdk } = saidInBatch(batch, isObject(value) ? objectAt(value, "metadata") : null)
  const keyId = scope.actor.kind === "key" ? scope.actor.keyId : null
  const refused = await tell(scope, said, { sourceId, keyId, sdk }, { now: new Date(), backfill, requestId })
  const wrong = new Set(refused.map(({ id }) => id))
  return reply(207, {
    successes: ids.filter((id) => !wrong.has(id)).map((id) => ({ id, status: 201 })),
    errors: [...errors, ...refused].map(({ id, message }) => ({ id, status: 400, message, error: message })),
  })
}

async function tell(
  scope: Arrival["scope"],
  said: readonly Said[],
  owner: Parameters<typeof placeSaid>[2],
  telling: Parameters<typeof tellTraces>[3],
): Promise<Wrong[]> {
  const traces = new Map<string, Said[]>()
  for (const each of said) {
    const digest = traceKey(traceIdOf(each.traceId))
    const others = traces.get(digest)
    if (others) others.push(each)
    else traces.set(digest, [each])
  }
  const now = telling.now.getTime()
  const { refused } = await holdTraces(scope, [...traces.keys()], telling.now, (held) => {
    const repeats = [...traces].flatMap(([trace, own]) =>
      placeSaid(held.get(trace) ?? new Map(), own, owner, now),
    )
    return tellTraces(scope, [...held.values()], repeats, telling)
  })
  return refused.flatMap(({ spanId, detail }) => {
    const last = said.findLast(
      ({ generation, observationId }) => generation && spanIdOf(observationId ?? "") === spanId,
    )
    return last ? [{ id: last.eventId, message: detail }] : []
  })
}
