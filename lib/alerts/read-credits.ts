import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { listCredits } from "@/lib/credits/queries"
import type { CreditSummary } from "@/lib/credits/schema"
import { parseDecimal, toPico } from "@/lib/money"
import { localDate } from "@/lib/time"
import type { Reader, Reading } from "./readings"
import type { ConditionOf } from "./rule-schema"
import { yieldingMap } from "./yielding-map"

const DAY_MS = 86_400_000

/** Percent that is left at the end of a day, by what was paid until then. */
function percentLeft(grant: CreditSummary, day: string): number {
  const before = grant.days.filter((used) => used.day <= day)
  if (grant.tokens !== null) {
    return (100 * (grant.tokens - before.reduce((sum, { tokens }) => sum + tokens, 0))) / grant.tokens
  }
  const whole = toPico(parseDecimal(grant.amount ?? "0"))
  const used = before.reduce((sum, { billed }) => sum + toPico(parseDecimal(billed)), 0n)
  return whole === 0n ? 0 : Number(((whole - used) * 10_000n) / whole) / 100
}

function readingOf(
  { measure }: ConditionOf<"credit">,
  grant: CreditSummary,
  at: Date,
  zone: string,
): Reading | null {
  const left = percentLeft(grant, localDate(at, zone))
  const expires = grant.expires_at === null ? null : new Date(grant.expires_at)
  const days = expires === null ? null : (expires.getTime() - at.getTime()) / DAY_MS
  if (left <= 0 && measure === "days_left") return null
  if (measure === "days_left" && days === null) return null
  const expiry = expires === null ? "It does not expire." : `It expires on ${localDate(expires, zone)}.`
  return {
    entity: grant.name,
    value: measure === "days_left" ? days : left,
    said: `${left.toFixed(1)}% of it is left. ${expiry}`,
    facts: [
      { name: "Left", value: `${left.toFixed(1)}%` },
      ...(expires === null ? [] : [{ name: "Expires", value: localDate(expires, zone) }]),
    ],
  }
}

/** What is left of grants that pay, or how long they will. */
export const readCredits: Reader<"credit"> = async (scope, { condition }, instants) => {
  const [{ zone }, grants] = await Promise.all([getOrganisation(scope), listCredits(scope)])
  const given = grants.filter(({ state }) => state !== "withdrawn" && state !== "scheduled")
  return yieldingMap(instants, (at) =>
    given
      .filter(
        ({ starts_at, expires_at }) =>
          new Date(starts_at) <= at && (expires_at === null || new Date(expires_at) > at),
      )
      .flatMap((grant) => readingOf(condition, grant, at, zone) ?? []),
  )
}
