import "server-only"
import { prisma } from "@/lib/db/client"
import type { Sighting } from "./hook"

export interface AlertAudit {
  missing: number
  twice: number
  unheard: number
  /** Crossings that came under more than one id. */
  ids: number
  repeats: number
}

/** Holds the alerts of an organisation and what the receiver saw against the titles that there must be. */
export async function auditAlerts(
  orgId: number,
  titles: readonly string[],
  sightings: readonly Sighting[],
): Promise<AlertAudit> {
  const alerts = await prisma().alert.findMany({ where: { orgId }, select: { title: true } })
  const recorded = new Map<string, number>()
  for (const { title } of alerts) recorded.set(title, (recorded.get(title) ?? 0) + 1)
  const heard = new Map<string, string[]>()
  for (const { title, webhookId } of sightings) heard.set(title, [...(heard.get(title) ?? []), webhookId])
  const of = (title: string) => heard.get(title) ?? []
  const unknown = [...recorded.keys()].filter((title) => !titles.includes(title)).length
  return {
    missing: titles.filter((title) => !recorded.has(title)).length,
    twice: titles.filter((title) => (recorded.get(title) ?? 0) > 1).length + unknown,
    unheard: titles.filter((title) => of(title).length === 0).length,
    ids: titles.filter((title) => new Set(of(title)).size > 1).length,
    repeats: sightings.length - new Set(sightings.map(({ webhookId }) => webhookId)).size,
  }
}
