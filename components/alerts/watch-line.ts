import type { Rule, RuleState } from "@/lib/alerts/rule-schema"

/** A budget or a rule as its row says it. */
export interface WatchLine {
  id: string
  name: string
  href: string | null
  watches: string
  of: string
  state: RuleState
  /** What it was when it was last read. */
  said: string
  told: string
  muted: { id: number; words: string } | null
  /** Null for a budget, which is changed on its own page. */
  rule: Rule | null
  /** What a mute names. */
  origin: { budget: string } | { rule: string }
}
