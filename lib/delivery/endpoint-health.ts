import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { mintScope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { jobsOf, within } from "@/lib/db/jobs"
import { type Connection, execute, query } from "@/lib/db/query"
import type { Outcome } from "./outcome"
import { NOTICES } from "./queues"
import { GIVE_UP_MS } from "./retry"

/** Who switches an endpoint on again and again is told once an hour that it goes off again. */
const NOTICE_EVERY_SECONDS = 3_600

interface Which {
  orgId: number
  endpointId: number
}

/** Something was taken: what failed before it does not count against the endpoint. */
export async function noteSuccess(on: Connection, { orgId, endpointId }: Which, now: Date): Promise<void> {
  await execute(
    Prisma.sql`update endpoint e set failing_since = null, delivered_at = ${now}
      where e.org_id = ${orgId} and e.id = ${endpointId}`,
    { on },
  )
}

const failedRow = z.object({ name: z.string(), failing_since: z.date(), off_because: z.string().nullable() })

/** Why an endpoint goes off now; null leaves it on. */
function whyOff({ gone }: Outcome, failingSince: Date, now: Date): string | null {
  if (gone) return "The receiver says that this address is gone (410)."
  const failed = now.getTime() - failingSince.getTime() >= GIVE_UP_MS
  return failed ? "Nothing was taken for five days." : null
}

/** Nothing was taken: after five days of that, or where the receiver is gone, the endpoint goes off, with notice. */
export async function noteFailure(
  on: Connection,
  { orgId, endpointId }: Which,
  outcome: Outcome,
  now: Date,
): Promise<void> {
  const [failed] = await query(
    Prisma.sql`update endpoint e set failing_since = coalesce(e.failing_since, ${now}::timestamptz)
      where e.org_id = ${orgId} and e.id = ${endpointId} returning e.name, e.failing_since, e.off_because`,
    failedRow,
    { on },
  )
  if (!failed || failed.off_because !== null) return
  const because = whyOff(outcome, failed.failing_since, now)
  if (because === null) return
  await execute(
    Prisma.sql`update endpoint e set off_because = ${because} where e.org_id = ${orgId} and e.id = ${endpointId}`,
    { on },
  )
  const boss = await jobsOf(NOTICES)
  await boss.send(
    NOTICES.name,
    { orgId, endpointId },
    { db: within(on), singletonKey: `${orgId}.${endpointId}`, singletonSeconds: NOTICE_EVERY_SECONDS },
  )
  await recordAudit(on, mintScope(orgId, { kind: "system", job: "deliveries" }), {
    action: "endpoint.off",
    subject: `endpoint ${endpointId} ${failed.name}`,
    before: { on: true },
    after: { on: false, because },
  })
}
