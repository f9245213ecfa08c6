import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { Prisma } from "@/lib/db/generated/client"
import { noSums } from "@/lib/spend/measures"
import { type LedgerDay, type LedgerLine, lineKey, type Stretch } from "./read-ledger"

const pico = z.string().transform((digits) => BigInt(digits))

const lineRow = z.object({
  ...lineKey,
  ...{ calls: z.bigint(), errors: z.bigint() },
  ...{ input_uncached: z.bigint(), cache_read: z.bigint(), cache_write: z.bigint(), output: z.bigint() },
  billed_pico: pico,
  ...{ unpriced_calls: z.bigint(), unpriced_tokens: z.bigint() },
})

/**
 * What providers bill of calls that a gateway made with the organisation's own keys there: all but the gateway's fee, by
 * day of `zone`. The bit is that of FLAG.ownKey, written out as the index of these lines has it.
 */
async function readUpstream({ orgId, from, to }: Stretch, zone: string): Promise<LedgerLine[]> {
  const hour = Prisma.sql`date_trunc('hour', c.time, ${zone})`
  const start = Prisma.sql`date_trunc('day', c.time, ${zone})`
  const writes = Prisma.sql`coalesce(c.cache_write_5m, 0)::bigint + coalesce(c.cache_write_1h, 0) + coalesce(c.cache_write_other, 0)`
  const rows = await ask(
    orgId,
    Prisma.sql`
      select m.day, m.edge, x.provider, x.route, x.model,
        sum(case when m.line = 0 then m.n else 0 end)::bigint as calls,
        sum(case when m.line = 0 and m.failed then m.n else 0 end)::bigint as errors,
        sum(m.input_uncached)::bigint as input_uncached, sum(m.cache_read)::bigint as cache_read,
        sum(m.writes)::bigint as cache_write, sum(m.output)::bigint as output,
        coalesce(sum(m.billed_pico::numeric), 0)::text as billed_pico,
        sum(case when m.line = 0 and m.unpriced then m.n else 0 end)::bigint as unpriced_calls,
        coalesce(sum(case when m.billed_pico is null then m.input_uncached + m.cache_read + m.writes + m.output end), 0)::bigint
          as unpriced_tokens
      from (
        select ((${start}) at time zone ${zone})::date::text as day,
          case when ${hour} = ${start} then 'first'
            when date_trunc('day', ${hour} + interval '1 hour', ${zone}) > ${start} then 'last' else 'within' end as edge,
          c.context_id, c.line, c.n, c.flags & 2 <> 0 as failed, c.flags & 4 <> 0 as unpriced, c.billed_pico,
          c.input_uncached::bigint as input_uncached, c.cache_read::bigint as cache_read, ${writes} as writes,
          c.output::bigint as output
        from charge c
        where c.org_id = ${orgId} and c.time >= ${from} and c.time < ${to} and c.flags & 4096 <> 0
          and c.extra ->> 'kind' is distinct from 'platform_fee'
      ) m
      join context x on x.org_id = ${orgId} and x.id = m.context_id
      group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
    lineRow,
  )
  return rows.map((row) => ({ ...noSums(), ...row }))
}

/** Takes the money from the gateway, which counts the call as well, and puts call and money down at the provider. */
function passed(line: LedgerLine): LedgerLine[] {
  const { day, edge, provider, route, model, billed_pico, unpriced_calls, unpriced_tokens } = line
  const taken = {
    billed_pico: -billed_pico,
    unpriced_calls: -unpriced_calls,
    unpriced_tokens: -unpriced_tokens,
  }
  return [
    { ...noSums(), day, edge, provider, route, model, ...taken },
    { ...line, route: "direct" },
  ]
}

/** Lines to add to the ledger's by hour, so that each amount stands at whoever bills it. */
export async function readOwnKeys(stretch: Stretch, zone: string): Promise<LedgerLine[]> {
  return (await readUpstream(stretch, zone)).flatMap(passed)
}

/** The same for the organisation's own days. */
export async function readOwnKeyDays(stretch: Stretch): Promise<LedgerDay[]> {
  const lines = await readOwnKeys(stretch, stretch.own)
  return lines.map(({ day, provider, route, model, billed_pico: billed, unpriced_calls }) => ({
    ...{ day, provider, route, model, billed, unpriced_calls },
  }))
}
