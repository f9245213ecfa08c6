import * as z from "zod"
import type { Labels } from "@/lib/spend/labels"
import { type AttributionRule, attributionRule, type SharedPool, sharedPool } from "./schema"
import { fromStored, storedConditions, toStored } from "./stored-conditions"

/** Rules as the database reads them. */
export const storedRules = z.array(
  z.object({ name: z.string(), when: storedConditions, set: attributionRule.shape.set }),
)
type StoredRules = z.output<typeof storedRules>

export function rulesToStored(rules: readonly AttributionRule[], labels: Labels): StoredRules {
  return rules.map((rule) => ({ ...rule, when: toStored(rule.when, labels) }))
}

export function rulesFromStored(rules: StoredRules, labels: Labels): AttributionRule[] {
  return rules.map((rule) => ({ ...rule, when: fromStored(rule.when, labels) }))
}

const { name, split, teams } = sharedPool.shape
export const storedPools = z.array(z.object({ name, when: storedConditions, split, teams }))
export type StoredPools = z.output<typeof storedPools>

export function poolsToStored(pools: readonly SharedPool[], labels: Labels): StoredPools {
  return pools.map((pool) => ({ ...pool, when: toStored(pool.when, labels) }))
}

export function poolsFromStored(pools: StoredPools, labels: Labels): SharedPool[] {
  return pools.map((pool) => ({ ...pool, when: fromStored(pool.when, labels) }))
}
