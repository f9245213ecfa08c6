import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { picoToString } from "@/lib/money"

export const usd = z.string().transform((pico) => picoToString(BigInt(pico)))
const instant = z.date().transform((at) => at.toISOString())

/** What is told of every run. */
export const RUN = Prisma.sql`r.id, r.name, r.started_at, r.ended_at, r.posted_at, r.repeat, r.cap_pico::text as cap,
  r.spent_pico::text as spent, r.unpriced_calls, r.stopped`
export const runRow = z.object({
  id: z.int(),
  name: z.string().nullable(),
  ...{ started_at: instant, ended_at: instant, posted_at: instant },
  repeat: z.int(),
  ...{ cap: usd, spent: usd },
  unpriced_calls: z.int(),
  stopped: z.boolean(),
})
