import type { Connection } from "@/lib/db/query"
import { type OpenReport, reportsUnder, stepsFrom } from "./read-reports"

/** The events that report one call, in the order of their keys. */
export type Call = readonly bigint[]

/** Which of several keys are one call, told pair by pair. */
class Sameness {
  readonly #parents = new Map<bigint, bigint>()

  rootOf(key: bigint): bigint {
    const parent = this.#parents.get(key)
    if (parent === undefined || parent === key) return key
    const root = this.rootOf(parent)
    this.#parents.set(key, root)
    return root
  }

  join(one: bigint, other: bigint): void {
    this.#parents.set(this.rootOf(one), this.rootOf(other))
  }
}

/** The calls that open reports belong to, each with every report of it that is known. */
export async function callsOf(on: Connection, orgId: number, open: readonly OpenReport[]): Promise<Call[]> {
  const starts = open.flatMap(({ call_key, also_key }) =>
    also_key === null ? [call_key] : [call_key, also_key],
  )
  const same = new Sameness()
  const keys = new Set<bigint>()
  for (const { start, key } of await stepsFrom(on, orgId, [...new Set(starts)])) {
    same.join(start, key)
    keys.add(key)
  }
  for (const { call_key, also_key } of open) if (also_key !== null) same.join(also_key, call_key)
  for (const { call_key, event_key } of await reportsUnder(on, orgId, [...keys])) {
    same.join(event_key, call_key)
    keys.add(event_key)
  }
  const calls = new Map<bigint, bigint[]>()
  for (const key of keys) {
    const root = same.rootOf(key)
    calls.set(root, [...(calls.get(root) ?? []), key])
  }
  return [...calls.values()].map((call) => call.sort((a, b) => (a < b ? -1 : 1)))
}
