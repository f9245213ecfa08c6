import type * as z from "zod"
import type { ruleInput } from "@/lib/alerts/rule-schema"
import { callApi } from "./api"

const RULES: Readonly<Record<string, z.input<typeof ruleInput>>> = {
  "spend-doubled": {
    name: "A feature costs twice what it did",
    condition: { kind: "spend_change", window: "week", direction: "up", alert: 100, warn: 50, least: "20" },
    each: "feature",
  },
  unpriced: { name: "Calls without a price", condition: { kind: "unpriced", alert: 1 } },
  "source-silent": { name: "A source is silent", condition: { kind: "source_silent", alert: 1_440 } },
}

/** Gives the demo its rules; one that stands already becomes what it was made as. */
export async function putDemoRules(serverUrl: string, key: string): Promise<void> {
  for (const [slug, rule] of Object.entries(RULES)) {
    await callApi(`${serverUrl}/api/v1/alerts/rules/${slug}`, key, "PUT", rule)
  }
}
