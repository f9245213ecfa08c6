import type { Rule } from "@/lib/alerts/rule-schema"
import { formatFilter } from "@/lib/spend/filter"

/** What the form of a new rule begins with. */
export type RulePreset = Pick<Rule, "name" | "condition" | "scope">

const MOST = 80

/** The page of alerts with the form open for a rule on the silence of a source, or of each source. */
export function silenceHref(source: string | null): string {
  const params = new URLSearchParams({ new: "source_silent", ...(source === null ? {} : { source }) })
  return `/alerts?${params}`
}

/** What such an address asks for; null for any other. */
export function presetOf(params: Readonly<Record<string, string | string[] | undefined>>): RulePreset | null {
  if (params.new !== "source_silent") return null
  const source =
    typeof params.source === "string" && params.source !== "" ? params.source.slice(0, MOST) : null
  return {
    name: source === null ? "A source is silent" : `${source} is silent`,
    condition: { kind: "source_silent", alert: 60, warn: null },
    scope: source === null ? [] : [formatFilter({ dimension: "source", operator: "=", values: [source] })],
  }
}
