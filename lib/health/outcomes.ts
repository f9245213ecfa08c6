import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { Prisma } from "@/lib/db/generated/client"
import { ATTEMPTS } from "@/lib/ledger/usage-event"
import { ERROR_CLASSES } from "@/lib/providers/schema"
import { noteCuboid } from "@/lib/rollups/cuboids"
import { valueSql } from "@/lib/spend/dimensions"
import { contextLines, cuboidOf } from "@/lib/spend/lines"
import type { Dimension, Interval } from "@/lib/spend/schema"
import type { Asked } from "./window"

const pico = z.string().transform(BigInt)
const row = z.object({
  bucket: z.date().nullable(),
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  /** Of the further dimension that was asked for. */
  also: z.string().nullable(),
  status: z.enum(["ok", "error", "aborted"]),
  error_class: z.enum(ERROR_CLASSES).nullable(),
  /** Null where it is not known of old calls. */
  attempt: z.enum(ATTEMPTS).nullable(),
  calls: z.bigint().transform(Number),
  requests: z.bigint().transform(Number),
  billed_pico: pico,
  unpriced_calls: z.bigint().transform(Number),
})
export type Outcome = z.output<typeof row>

interface Asking {
  /** Null: one sum. */
  interval: Interval | null
  also?: Dimension
}

/** Calls and what they cost by provider, model, route and how they ended: from the cubes, exact at once. */
export function outcomes(asked: Asked, { interval, also }: Asking): Promise<Outcome[]> {
  const { orgId, filters } = asked
  const dimensions: Dimension[] = ["provider", "model", "route", "status", "error_class", "attempt"]
  if (also) dimensions.push(also)
  noteCuboid(orgId, cuboidOf(dimensions, filters))
  const lines = contextLines({ ...asked, interval }, dimensions)
  return ask(
    orgId,
    Prisma.sql`
      select m.bucket, x.provider, x.model, x.route, ${also ? valueSql(also) : Prisma.sql`null::text`} as also,
        x.status, x.error_class, x.attempt, total(m.calls) as calls, total(m.requests) as requests,
        total(m.billed_pico) as billed_pico, total(m.unpriced_calls) as unpriced_calls
      from (
        select l.bucket, l.context_id, total(l.calls) as calls, total(l.requests) as requests,
          total(l.billed_pico) as billed_pico, total(l.unpriced_calls) as unpriced_calls
        from (${lines}) l group by 1, 2
      ) m
      join context x on x.org_id = ${orgId} and x.id = m.context_id
      group by 1, 2, 3, 4, 5, 6, 7, 8
      having total(m.calls) <> 0 or total(m.billed_pico) <> 0`,
    row,
  )
}
