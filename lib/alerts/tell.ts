import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { enqueue } from "@/lib/delivery/enqueue"
import type { AlertMessage } from "@/lib/delivery/message"
import { baseUrl } from "@/lib/env"
import type { Said } from "./crossing-words"

/** An alert as far as a message is made of it. */
export interface Tellable extends Said {
  id: number
  notify: readonly string[]
  /** How many messages were made of it before. */
  messages: number
}

/** Channels that follow a matter to its end; the others are for people, who are told what they must know. */
const FOLLOWERS = ["webhook", "pagerduty"]

const endpointRow = z.object({ id: z.number(), name: z.string(), kind: z.string() })

/** What the deliveries of a message of an alert are known by. */
export function deliveryKey(alertId: number, message: number): string {
  return `alert ${alertId} ${message}`
}

/**
 * Makes another message of an alert, in the caller's transaction, and enqueues it to the endpoints of its names:
 * to all, or to those alone that follow a matter to its end.
 */
export async function tell(
  on: Connection,
  scope: Scope,
  alert: Tellable,
  { state, at, to }: { state: AlertMessage["state"]; at: Date; to: "all" | "followers" },
): Promise<void> {
  const { orgId } = scope
  const endpoints = await query(
    Prisma.sql`select e.id, e.name, e.kind from endpoint e
      where e.org_id = ${orgId} and e.name = any (${[...alert.notify]}::text[]) order by e.id`,
    endpointRow,
    { on },
  )
  const told = endpoints.filter(({ kind }) => to === "all" || FOLLOWERS.includes(kind))
  if (told.length === 0) return
  const { title, sentence, facts, severity } = alert
  const message: AlertMessage = {
    ...{ title, sentence, facts, severity, state },
    path: `/alerts/${alert.id}`,
    dedup_key: `${new URL(baseUrl()).host} ${orgId} alert ${alert.id}`,
    at: at.toISOString(),
  }
  await enqueue(on, scope, {
    endpoints: told.map(({ id }) => id),
    message,
    key: deliveryKey(alert.id, alert.messages),
  })
  await execute(
    Prisma.sql`update alert a set messages = ${alert.messages + 1}, notified_at = ${at},
        told = array(select distinct t.name from unnest(a.told || ${told.map(({ name }) => name)}::text[]) as t (name)
          order by t.name)
      where a.org_id = ${orgId} and a.id = ${alert.id}`,
    { on },
  )
}
