import { eventId } from "@/lib/ledger/identity"
import { askSpend, listEventIds, wholeRange } from "./ask"
import { type Audit, audit } from "./audit"
import { type Expected, totalsOf } from "./expected"
import { untilLevel } from "./level"
import { decimal, pico } from "./rates"
import { count, type Findings } from "./report"
import type { Tenant } from "./tenant"
import type { World } from "./world"

/** What the ledger, read in three ways, says about the log. */
export interface Settled {
  events: number
  audit: Audit
  /** Ids of GET /api/v1/events: absent, listed twice, or of nobody. */
  list: { absent: number; repeated: number; unknown: number }
  /** Of GET /api/v1/spend, beside the sum over the log. */
  billed: { said: bigint; due: bigint }
  calls: { said: number; due: number }
  unpriced: { said: number; due: number }
  level: boolean
}

async function compareList(
  world: World,
  tenant: Tenant,
  present: readonly Expected[],
): Promise<Settled["list"]> {
  const ids = await listEventIds(world, tenant, wholeRange())
  const listed = new Set(ids)
  const due = new Set(present.filter(({ hasCharges }) => hasCharges).map(({ key }) => eventId(key)))
  return {
    absent: [...due].filter((id) => !listed.has(id)).length,
    repeated: ids.length - listed.size,
    unknown: [...listed].filter((id) => !due.has(id)).length,
  }
}

/** Waits until the ledger is level and compares it with what was logged. */
export async function settle(world: World, tenant: Tenant, expected: readonly Expected[]): Promise<Settled> {
  const level = await untilLevel(world, tenant.orgId)
  const found = await audit(world, tenant.orgId, expected)
  const present = [...expected.filter(({ acked }) => acked), ...found.unheard]
  const { total } = await askSpend(world, tenant, wholeRange())
  const due = totalsOf(present)
  return {
    events: present.length,
    audit: found,
    list: await compareList(world, tenant, present),
    billed: { said: pico(total.billed), due: due.billed },
    calls: { said: total.calls, due: due.calls },
    unpriced: { said: total.unpriced.calls, due: due.unpriced },
    level,
  }
}

/** The figures of one or several organisations together. */
export function reportSettled(findings: Findings, all: readonly Settled[]): void {
  const sum = (pick: (settled: Settled) => number) => all.reduce((total, settled) => total + pick(settled), 0)
  const sumPico = (pick: (settled: Settled) => bigint) =>
    all.reduce((total, settled) => total + pick(settled), 0n)
  const events = count(sum((settled) => settled.events))
  const of = (n: number) => `${count(n)} of ${events}`
  const none = (what: string, n: number) => findings.must(what, "0", of(n), n === 0)
  none(
    "acknowledged events missing, by SQL over identity and charge",
    sum(({ audit }) => audit.missing),
  )
  none(
    "acknowledged events missing, by GET /api/v1/events",
    sum(({ list }) => list.absent),
  )
  none(
    "counted or listed twice",
    sum(({ audit, list }) => audit.twice + list.repeated),
  )
  none(
    "with another amount than worked out here",
    sum(({ audit }) => audit.wrong),
  )
  none(
    "that nobody sent",
    sum(({ audit, list }) => audit.unknown + list.unknown),
  )
  findings.must(
    "calls and unpriced calls of GET /api/v1/spend",
    `${count(sum(({ calls }) => calls.due))} and ${count(sum(({ unpriced }) => unpriced.due))}`,
    `${count(sum(({ calls }) => calls.said))} and ${count(sum(({ unpriced }) => unpriced.said))}`,
    all.every(({ calls, unpriced }) => calls.said === calls.due && unpriced.said === unpriced.due),
  )
  findings.must(
    "USD billed of GET /api/v1/spend",
    decimal(sumPico(({ billed }) => billed.due)),
    decimal(sumPico(({ billed }) => billed.said)),
    all.every(({ billed }) => billed.said === billed.due),
  )
  findings.must(
    "cubes level within 60 s",
    "yes",
    all.every(({ level }) => level) ? "yes" : "no",
    all.every(({ level }) => level),
  )
}
