import { addUnits, localDate, zonedStart } from "@/lib/time"
import type { Said } from "./crossing-words"
import { type Entity, entityName, entityText } from "./entity"
import { onceIn, type Reading } from "./readings"
import type { KeptRule } from "./rule-rows"
import { shortened } from "./shortened"

type Named = Pick<KeptRule, "name" | "condition">

/** The period in which an entity of a rule is told of once, and the key that says so. */
export function alertPeriod(
  { id, condition }: Pick<KeptRule, "id" | "condition">,
  entity: Entity,
  at: Date,
  zone: string,
): { period: { from: Date; to: Date | null }; key: string } {
  const once = onceIn(condition)
  if (once === "ever") {
    return { period: { from: at, to: null }, key: `rule ${id} ${condition.kind} ${entityText(entity)}` }
  }
  const from = zonedStart(at, once, zone)
  const name = once === "day" ? localDate(at, zone) : from.toISOString()
  const key = `rule ${id} ${condition.kind} ${name} ${entityText(entity)}`
  return { period: { from, to: addUnits(from, once, 1, zone) }, key }
}

/** Kinds of which somebody should be told at night as well. */
const CRITICAL: readonly string[] = ["source_silent", "provider_health"]

/** An alert of a rule in words. */
export function ruleWords({ name, condition }: Named, { entity, said, facts }: Reading): Said {
  const who = entityName(entity)
  return {
    title: shortened(who === null ? name : `${shortened(name, 120)}: ${who}`, 200),
    sentence: said,
    facts: [
      { name: "Rule", value: name },
      ...(who === null ? [] : [{ name: "Of", value: shortened(who, 400) }]),
      ...facts,
    ],
    severity: CRITICAL.includes(condition.kind) ? "critical" : "warning",
  }
}
