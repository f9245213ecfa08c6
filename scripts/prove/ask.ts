import type * as z from "zod"
import { eventsAnswerSchema, spendAnswerSchema } from "@/lib/spend/api-schema"
import type { Tenant } from "./tenant"
import type { World } from "./world"

export type Spend = z.infer<typeof spendAnswerSchema>
export type Measures = Spend["total"]

export interface Asked {
  from: string
  to: string
  interval?: string
  group_by?: string
  filter?: readonly string[]
  limit?: number
}

async function get(
  world: World,
  tenant: Tenant,
  path: string,
  asked: Asked & { cursor?: string },
): Promise<unknown> {
  const { filter = [], ...single } = asked
  const query = new URLSearchParams(
    Object.entries(single).map(([name, value]): [string, string] => [name, String(value)]),
  )
  for (const one of filter) query.append("filter", one)
  const response = await fetch(`${world.base}/api/v1/${path}?${query}`, {
    headers: { authorization: `Bearer ${tenant.read}` },
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`GET ${path}?${query} answered ${response.status}: ${text.slice(0, 300)}`)
  return JSON.parse(text)
}

/** GET /api/v1/spend */
export async function askSpend(world: World, tenant: Tenant, asked: Asked): Promise<Spend> {
  return spendAnswerSchema.parse(await get(world, tenant, "spend", asked))
}

/** Every event id of GET /api/v1/events, page by page; an id twice stands twice. */
export async function listEventIds(world: World, tenant: Tenant, asked: Asked): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page: z.infer<typeof eventsAnswerSchema> = eventsAnswerSchema.parse(
      await get(world, tenant, "events", { ...asked, limit: 1_000, ...(cursor === null ? {} : { cursor }) }),
    )
    ids.push(...page.events.map(({ id }) => id))
    cursor = page.next_cursor
  } while (cursor !== null)
  return ids
}

const DAY_MS = 86_400_000

/** A range that holds everything that the proof sends. */
export function wholeRange(): { from: string; to: string } {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString()
  return { from: at(-40 * DAY_MS), to: at(DAY_MS) }
}
