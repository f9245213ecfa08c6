import * as z from "zod"
import { createKey } from "@/lib/auth/api-key"
import type { KeyScope, Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { eventId } from "@/lib/ledger/identity"
import { getEvent } from "@/lib/ledger/queries"
import type { EventDetail } from "@/lib/ledger/schema"
import type { IngestAnswer } from "@/lib/sources/events-schema"
import { makeTenant } from "./database"

interface Post {
  POST: (request: Request) => Promise<Response>
}

export interface Sent {
  status: number
  answer: IngestAnswer & Record<string, unknown>
  headers: Headers
}

/** An application with a key of its own, which sends over HTTP handlers as the real one does. */
export interface Sender {
  scope: Scope
  orgId: number
  sourceId: number
  key: string
  post: (route: Post, body: unknown, headers?: Record<string, string>) => Promise<Sent>
  /** Calls in the ledger as they count, the earliest first. */
  calls: () => Promise<EventDetail[]>
}

const keyRow = z.object({ event_key: z.bigint() })

export async function makeSender(scopes: KeyScope[] = ["ingest", "backfill"]): Promise<Sender> {
  const { scope, orgId } = await makeTenant()
  const made = await createKey(scope, { name: "app", environment: "live", scopes })
  return {
    ...{ scope, orgId, key: made.key, sourceId: made.source?.id ?? 0 },
    post: (route, body, headers) => send(route, made.key, body, headers),
    async calls() {
      const keys = await query(
        Prisma.sql`select c.event_key from charge c where c.org_id = ${orgId} and c.line = 0
          group by c.event_key, c.time having sum(c.n) > 0 order by c.time, c.event_key`,
        keyRow,
      )
      return Promise.all(keys.map(({ event_key }) => getEvent(scope, eventId(event_key))))
    },
  }
}

async function send(route: Post, key: string, body: unknown, headers = {}): Promise<Sent> {
  const sent = new Request("http://localhost:3000/api/v1/sources", {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  })
  const response = await route.POST(sent)
  return { status: response.status, answer: await response.json(), headers: response.headers }
}
