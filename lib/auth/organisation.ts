import "server-only"
import { prisma } from "@/lib/db/client"
import { AppError } from "@/lib/errors"
import type { Scope } from "./scope"

export interface Organisation {
  id: number
  name: string
  /** IANA name of the reporting zone. */
  zone: string
  /** ISO 4217 code of the reporting currency. */
  currency: string
  isDemo: boolean
}

const KEEP_MS = 1_000
const kept = new Map<number, { at: number; organisation: Organisation }>()

/** The asker's organisation; a change of zone or currency is seen within a second. */
export async function getOrganisation(scope: Scope): Promise<Organisation> {
  const now = Date.now()
  const known = kept.get(scope.orgId)
  if (known && now - known.at < KEEP_MS) return known.organisation
  const row = await prisma().organisation.findUnique({ where: { id: scope.orgId } })
  if (!row) throw new AppError("not_found", "This organisation does not exist any more.")
  const { id, name, zone, currency, isDemo } = row
  const organisation = { id, name, zone, currency, isDemo }
  kept.set(scope.orgId, { at: now, organisation })
  return organisation
}
