import "server-only"
import type { Scope } from "@/lib/auth/scope"
import type { AlertMessage } from "@/lib/delivery/message"
import type { Filter } from "@/lib/spend/schema"
import type { Entity } from "./entity"
import { readAnomalies } from "./read-anomalies"
import { readCoverage } from "./read-coverage"
import { readCredits } from "./read-credits"
import { readHealth } from "./read-health"
import { readSilence } from "./read-silence"
import { readSpendChange } from "./read-spend-change"
import { readUnpriced } from "./read-unpriced"
import type { Condition, ConditionOf, RULE_EACH, RuleKind } from "./rule-schema"
import type { Limits } from "./state-machine"

/** What an entity's value is at an instant. */
export interface Reading {
  entity: Entity
  /** Null: not known. */
  value: number | null
  said: string
  facts: AlertMessage["facts"]
}

export interface AskedRule<Kind extends RuleKind = RuleKind> {
  condition: ConditionOf<Kind>
  filters: readonly Filter[]
  each: (typeof RULE_EACH)[number] | null
}

/** Reads a rule at several instants, oldest first, from one look at the ledger: the readings of each instant. */
export type Reader<Kind extends RuleKind> = (
  scope: Scope,
  rule: AskedRule<Kind>,
  instants: readonly Date[],
) => Promise<Reading[][]>

interface KindOf<Kind extends RuleKind> {
  read: Reader<Kind>
  limits: (condition: ConditionOf<Kind>) => Limits
  /** An entity is told of once in each of these. */
  once: "hour" | "day" | "ever"
}

const MARGIN = 0.1
const WHOLE = 100

/** A kind of rule is a reader, its thresholds, and how often it may tell. */
const KINDS: { [Kind in RuleKind]: KindOf<Kind> } = {
  anomaly: {
    read: readAnomalies,
    limits: ({ least }) => ({ alert: Number(least), warn: null, bad: "above", margin: 0, most: null }),
    once: "ever",
  },
  spend_change: {
    read: readSpendChange,
    limits: ({ alert, warn }) => ({ alert, warn, bad: "above", margin: MARGIN, most: null }),
    once: "day",
  },
  unpriced: {
    read: readUnpriced,
    limits: ({ alert, warn }) => ({ alert, warn, bad: "above", margin: 0, most: null }),
    once: "day",
  },
  coverage: {
    read: readCoverage,
    limits: ({ alert, warn }) => ({ alert, warn, bad: "below", margin: MARGIN, most: WHOLE }),
    once: "day",
  },
  source_silent: {
    read: readSilence,
    limits: ({ alert, warn }) => ({ alert, warn, bad: "above", margin: 0, most: null }),
    once: "hour",
  },
  credit: {
    read: readCredits,
    limits: ({ measure, alert, warn }) => ({
      ...{ alert, warn, bad: "below", margin: MARGIN },
      most: measure === "percent_left" ? WHOLE : null,
    }),
    once: "day",
  },
  provider_health: {
    read: readHealth,
    limits: ({ measure, alert, warn }) =>
      measure === "availability"
        ? { alert, warn, bad: "below", margin: MARGIN, most: WHOLE }
        : { alert, warn, bad: "above", margin: MARGIN, most: null },
    once: "hour",
  },
}

function kindOf<Kind extends RuleKind>(condition: ConditionOf<Kind>): KindOf<Kind> {
  return KINDS[condition.kind as Kind]
}

export function readRule(scope: Scope, rule: AskedRule, instants: readonly Date[]): Promise<Reading[][]> {
  return kindOf(rule.condition).read(scope, rule, instants)
}

export function limitsOf(condition: Condition): Limits {
  return kindOf(condition).limits(condition)
}

export function onceIn({ kind }: Condition): "hour" | "day" | "ever" {
  return KINDS[kind].once
}
