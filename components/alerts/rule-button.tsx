"use client"

import type { KnownValues } from "@/components/attribution/condition-fields"
import { Button } from "@/components/ui/button"
import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { Rule } from "@/lib/alerts/rule-schema"

export interface RuleContext extends KnownValues {
  currency: string
  zone: string
  /** Names of the endpoints that can be told. */
  endpoints: readonly string[]
}

export interface RuleDialogProps extends RuleContext {
  /** The rule to change; a new one without. */
  rule: Rule | null
  word: string
  title: string
}

const RuleDialog = later(async () => (await import("./rule-dialog")).RuleDialog)

/** The way to a new rule, or to a change of one. */
export function RuleButton(props: RuleDialogProps) {
  const { word, title, rule } = props
  return (
    <OpensLater
      button={(open) =>
        rule ? (
          <TextButton onClick={open} aria-label={title}>
            {word}
          </TextButton>
        ) : (
          <Button kind="primary" onClick={open}>
            {word}
          </Button>
        )
      }
    >
      <RuleDialog {...props} />
    </OpensLater>
  )
}
