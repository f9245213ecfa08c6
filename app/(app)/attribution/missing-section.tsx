import { MissingTable } from "@/components/attribution/missing-table"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { formatMoney, UNKNOWN } from "@/lib/money-format"
import { isUnpriced } from "@/lib/spend/display"
import { exploreHref, narrowed } from "@/lib/spend/drill"
import { UNATTRIBUTED } from "@/lib/spend/filter"
import type { CoverageRead } from "./attribution-read"
import { RuleAction } from "./rule-action"

/** Spend without a team by the key it came through: where the next rule is worth most. */
export function MissingSection({ read: { missing, view } }: { read: CoverageRead }) {
  if (!missing || missing.groups.length === 0) return null
  const nobody = narrowed(view, "team", null)
  const lines = missing.groups.map((group) => {
    const key = group.key.api_key ?? null
    return {
      name: key ?? UNATTRIBUTED,
      billed: isUnpriced(group) ? null : group.billed,
      billedText: isUnpriced(group) ? UNKNOWN : formatMoney(group.billed, missing.currency),
      calls: group.calls,
      href: exploreHref({ ...narrowed(nobody, "api_key", key), groupBy: ["agent"] }),
      action: key === null ? null : <RuleAction apiKey={key} />,
    }
  })
  return (
    <Section
      title="Spend without a team"
      note="By API key, largest first"
      actions={
        <TextLink href={exploreHref({ ...nobody, groupBy: ["api_key", "agent"] })} prefetch={false}>
          Explore
        </TextLink>
      }
    >
      <MissingTable lines={lines} />
    </Section>
  )
}
