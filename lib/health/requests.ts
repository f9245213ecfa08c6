import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { Prisma } from "@/lib/db/generated/client"
import { conditionsOf } from "@/lib/spend/dimensions"
import { truncated } from "@/lib/spend/lines"
import type { Interval } from "@/lib/spend/schema"
import type { Asked } from "./window"

const count = z.bigint().transform(Number)
const row = z.object({
  bucket: z.date().nullable(),
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  failed: count,
  rescued: count,
  retried: count,
  lost: count,
  failures: count,
  extraPico: z.string().transform(BigInt),
  extraUnknown: count,
})

/** What became of requests, by the path of the first attempt that failed. */
export type RequestFates = z.output<typeof row>

const featureRow = z.object({ feature: z.string(), failed: count, rescued: count })

/** How many requests of a feature failed by a provider's fault, and how many of these another route or model answered. */
export type FeatureFates = z.output<typeof featureRow>

/** Features of which a request failed in the window. */
export function requestFatesByFeature({ orgId, from, to, filters }: Asked): Promise<FeatureFates[]> {
  return ask(
    orgId,
    Prisma.sql`
      select x.feature, count(*) as failed, count(*) filter (where f.outcome = 'rescued') as rescued
      from failed_request f
      join context x on x.org_id = f.org_id and x.id = f.context_id
      where f.org_id = ${orgId} and f.time >= ${from} and f.time < ${to} and x.feature is not null
        and health_verdict(x.status, x.error_class) is false and ${conditionsOf(filters, "context")}
      group by 1`,
    featureRow,
  )
}

/**
 * Requests whose first failed attempt lies in the window and was the provider's own fault. Summed by context before
 * any name is looked up: there are many requests and few contexts.
 */
export function requestFates(asked: Asked, interval: Interval | null): Promise<RequestFates[]> {
  const { orgId, from, to, filters } = asked
  return ask(
    orgId,
    Prisma.sql`
      select f.bucket, x.provider, x.model, x.route, total(f.failed) as failed, total(f.rescued) as rescued,
        total(f.retried) as retried, total(f.lost) as lost, total(f.failures) as failures,
        total(f.extra)::text as "extraPico", total(f.extra_unknown) as "extraUnknown"
      from (
        select ${truncated({ ...asked, interval }, Prisma.sql`f.time`)} as bucket, f.context_id, count(*) as failed,
          count(*) filter (where f.outcome = 'rescued') as rescued,
          count(*) filter (where f.outcome = 'retried') as retried,
          count(*) filter (where f.outcome = 'lost') as lost, sum(f.failures) as failures,
          total(f.extra_pico) as extra,
          count(*) filter (where f.outcome = 'rescued' and f.extra_state <> 'known') as extra_unknown
        from failed_request f
        where f.org_id = ${orgId} and f.time >= ${from} and f.time < ${to}
        group by 1, 2
      ) f
      join context x on x.org_id = ${orgId} and x.id = f.context_id
      where health_verdict(x.status, x.error_class) is false and ${conditionsOf(filters, "context")}
      group by 1, 2, 3, 4`,
    row,
  )
}
