import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { Prisma } from "@/lib/db/generated/client"
import type { Stretch } from "./read-ledger"

const feeRow = z.object({
  day: z.string(),
  edge: z.enum(["first", "last", "within"]),
  provider: z.string(),
  route: z.string(),
  model: z.string(),
  pico: z.string().transform((digits) => BigInt(digits)),
})
export type ToolFee = z.output<typeof feeRow>

/**
 * What searches and other tools cost within the calls of a model, by day of `zone`, at the prices that the calls were
 * counted at. What a gateway billed is one amount and not parted.
 */
export function readToolFees({ orgId, from, to }: Stretch, zone: string): Promise<ToolFee[]> {
  const hour = Prisma.sql`date_trunc('hour', c.time, ${zone})`
  const start = Prisma.sql`date_trunc('day', c.time, ${zone})`
  return ask(
    orgId,
    Prisma.sql`
      select m.day, m.edge, x.provider, x.route, x.model, round(sum(m.amount) * 1000000000000)::text as pico
      from (
        select ((${start}) at time zone ${zone})::date::text as day,
          case when ${hour} = ${start} then 'first'
            when date_trunc('day', ${hour} + interval '1 hour', ${zone}) > ${start} then 'last' else 'within' end as edge,
          c.context_id,
          c.n * k.count::numeric * (coalesce(p.override_row, p.list_row) -> 'rates' ->> k.key)::numeric
            * coalesce((p.exchange ->> 'numerator')::numeric / (p.exchange ->> 'denominator')::numeric, 1) as amount
        from charge c
        join price_used p on p.org_id = ${orgId} and p.id = c.price_id
        cross join lateral jsonb_each_text(c.extra -> 'counts') k (key, count)
        where c.org_id = ${orgId} and c.time >= ${from} and c.time < ${to} and (c.extra -> 'counts') is not null
          and c.flags & 256 = 0
      ) m
      join context x on x.org_id = ${orgId} and x.id = m.context_id
      where m.amount <> 0
      group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
    feeRow,
  )
}
