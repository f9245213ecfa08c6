import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { requireKnownZone } from "@/lib/auth/create-organisation"
import { lockMembers } from "@/lib/auth/membership"
import type { OrganisationAnswer, OrganisationInput } from "@/lib/auth/organisation-schema"
import type { Scope } from "@/lib/auth/scope"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"
import { behindWall, ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"

/** Longer than any process trusts what it knows of an organisation. */
const SETTLED_MS = 1_500

const settingsRow = z.object({
  name: z.string(),
  zone: z.string(),
  next_zone: z.string().nullable(),
  currency: z.string(),
  has_spend: z.boolean(),
  fiscal_start: z.int(),
})

/** What can be set of the organisation, as it stands. */
export async function getSettings({ orgId }: Scope, on?: Connection): Promise<OrganisationAnswer> {
  const [row] = await ownRows(
    orgId,
    Prisma.sql`
      select o.name, o.zone, o.next_zone, o.currency, o.fiscal_start,
        exists (select 1 from identity i where i.org_id = ${orgId}) as has_spend
      from organisation o where o.id = ${orgId}`,
    settingsRow,
    { on, pool: accountPool() },
  )
  if (!row) throw new AppError("not_found", "This organisation does not exist any more.")
  return row
}

function lockedCurrency({ currency }: OrganisationAnswer): AppError {
  const detail = `Amounts are stored in ${currency}, each at the rate of its day. The currency can be chosen only before the first event.`
  return new AppError("conflict", detail, { errors: [{ pointer: "/currency", detail }] })
}

/** What the trail keeps; of the zone what was asked for last. */
const kept = ({ name, zone, currency, fiscal_start }: OrganisationAnswer) => ({
  name,
  zone,
  currency,
  fiscal_start,
})

/** A zone that was asked for and not yet given stays asked for, unless the input names one. */
function changed(before: OrganisationAnswer, input: OrganisationInput): OrganisationAnswer {
  return {
    ...before,
    name: input.name ?? before.name,
    zone: input.zone ?? before.next_zone ?? before.zone,
    currency: input.currency ?? before.currency,
    fiscal_start: input.fiscal_start ?? before.fiscal_start,
  }
}

async function write(scope: Scope, input: OrganisationInput): Promise<OrganisationAnswer> {
  return behindWall(scope.orgId, async (on) => {
    await lockMembers(on, scope.orgId)
    const before = await getSettings(scope, on)
    const after = changed(before, input)
    if (after.currency !== before.currency && before.has_spend) throw lockedCurrency(before)
    const nextZone = after.zone === before.zone ? null : after.zone
    await execute(
      Prisma.sql`
        update organisation
        set name = ${after.name}, next_zone = ${nextZone}, currency = ${after.currency},
          fiscal_start = ${after.fiscal_start}
        where id = ${scope.orgId}`,
      { on },
    )
    const change = { action: "organisation.update", subject: "organisation" }
    const was = kept({ ...before, zone: before.next_zone ?? before.zone })
    if (JSON.stringify(was) !== JSON.stringify(kept(after)))
      await recordAudit(on, scope, { ...change, before: was, after: kept(after) })
    return before
  })
}

/** Throws `conflict`, and puts the former currency back, when an amount was stored meanwhile. */
async function takeBackIfSpent(scope: Scope, before: OrganisationAnswer): Promise<void> {
  await behindWall(scope.orgId, async (on) => {
    await lockMembers(on, scope.orgId)
    const now = await getSettings(scope, on)
    if (!now.has_spend || now.currency === before.currency) return
    const { currency } = before
    await execute(Prisma.sql`update organisation set currency = ${currency} where id = ${scope.orgId}`, {
      on,
    })
    const change = { action: "organisation.update", subject: "organisation" }
    await recordAudit(on, scope, { ...change, before: { currency: now.currency }, after: { currency } })
  })
  const now = await getSettings(scope)
  if (now.has_spend && now.currency === before.currency) throw lockedCurrency(before)
}

/**
 * Changes the organisation. Another zone is noted and counts once the worker has made the sums of its days;
 * another currency is possible only while no amount is stored. Throws `invalid` and `conflict` by field.
 */
export async function changeSettings(scope: Scope, input: OrganisationInput): Promise<OrganisationAnswer> {
  if (input.zone !== undefined) await requireKnownZone(input.zone)
  const before = await write(scope, input)
  if (input.currency !== undefined && input.currency !== before.currency) {
    // A process that knew the former currency may have stored an amount in it since.
    await sleep(SETTLED_MS)
    await takeBackIfSpent(scope, before)
  }
  return getSettings(scope)
}
