import { Suspense } from "react"
import { RulesButton } from "@/components/attribution/rules-button"
import { readSection } from "@/lib/http/read-section"
import { formatFilter } from "@/lib/spend/filter"
import { readRules } from "./rules-read"

/** Begins a rule for what comes through a key without a team. */
export function RuleAction({ apiKey }: { apiKey: string }) {
  return (
    <Suspense>
      <Action apiKey={apiKey} />
    </Suspense>
  )
}

async function Action({ apiKey }: { apiKey: string }) {
  const found = await readSection("Rules", readRules)
  if (!found.ok || !found.value.mayChange) return null
  const { context } = found.value
  const when = [formatFilter({ dimension: "api_key", operator: "=", values: [apiKey] }), "team="]
  return (
    <RulesButton
      {...context}
      look="text"
      word="Make a rule"
      title={`Make a rule for ${apiKey}`}
      at={context.rules.length}
      begins={{ name: `Key ${apiKey}`, when, set: {} }}
    />
  )
}
