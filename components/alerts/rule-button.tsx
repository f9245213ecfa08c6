"use client"

import type { KnownValues } from "@/components/attribution/condition-fields"
import { OpensEditor } from "@/components/ui/opens-editor"
import { later } from "@/components/ui/opens-later"
import type { Rule } from "@/lib/alerts/rule-schema"
import type { RulePreset } from "./rule-preset"

export interface RuleContext extends KnownValues {
  currency: string
  zone: string
  /** Names of the endpoints that can be told. */
  endpoints: readonly string[]
}

export interface RuleDialogProps extends RuleContext {
  /** The rule to change; a new one without. */
  rule: Rule | null
  /** What a new one begins with: its form is open then. */
  preset?: RulePreset | null
  word: string
  title: string
}

const RuleDialog = later(async () => (await import("./rule-dialog")).RuleDialog)

/** The way to a new rule, or to a change of one. */
export function RuleButton(props: RuleDialogProps) {
  const { word, title, rule, preset = null } = props
  return (
    <OpensEditor isMain={rule === null} word={word} title={title} open={preset !== null}>
      <RuleDialog {...props} />
    </OpensEditor>
  )
}
