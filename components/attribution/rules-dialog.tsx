"use client"

import { useRouter } from "next/navigation"
import { useCallback, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"
import type { AttributionRule } from "@/lib/attribution/schema"
import type { KnownValues } from "./condition-fields"
import { Moves, type PreviewRange } from "./moves"
import { RuleForm } from "./rule-form"

export interface RulesContext extends KnownValues {
  rules: readonly AttributionRule[]
  version: number
  ranges: readonly PreviewRange[]
}

export interface RulesDialogProps extends RulesContext {
  word: string
  title: string
  look: "primary" | "text"
  /** Where the rule that is written goes; without it `next` is proposed as it is. */
  at?: number
  /** What a new rule begins with. */
  begins?: AttributionRule
  next?: readonly AttributionRule[]
}

function faultsOf(fields: Record<string, string>, at: number): Record<number, string> {
  const own = new RegExp(`^rules/${at}/when/(\\d+)`)
  return Object.fromEntries(
    Object.entries(fields).flatMap(([pointer, fault]) => {
      const place = own.exec(pointer)?.[1]
      return place === undefined ? [] : [[Number(place), fault]]
    }),
  )
}

/** The rule that is written and the list that it makes, until the server finds a fault in it. */
function useProposal({
  rules,
  at,
  begins,
  next,
}: Pick<RulesDialogProps, "rules" | "at" | "begins" | "next">) {
  const [written, setWritten] = useState<AttributionRule | null>(
    begins ?? (at === undefined ? null : (rules[at] ?? null)),
  )
  const [proposed, setProposed] = useState<readonly AttributionRule[] | null>(next ?? null)
  const [faults, setFaults] = useState<Record<number, string>>({})
  const refused = useCallback(
    (fields: Record<string, string>) => {
      const own = at === undefined ? {} : faultsOf(fields, at)
      setFaults(own)
      if (Object.keys(own).length > 0) setProposed(null)
    },
    [at],
  )
  const propose = (rule: AttributionRule) => {
    const place = at ?? rules.length
    setWritten(rule)
    setFaults({})
    setProposed([...rules.slice(0, place), rule, ...rules.slice(place + 1)])
  }
  return { written, proposed, faults, refused, propose, back: () => setProposed(null) }
}

/** Writes a rule, shows what it moves, and puts it in force. Open from the start. */
export function RulesDialog({ word, title, look, at, begins, next, ...context }: RulesDialogProps) {
  const router = useRouter()
  const { rules, version, ranges } = context
  const [open, setOpen] = useState(true)
  const { busy, fault, send } = useSending()
  const proposal = useProposal({
    rules,
    ...(at !== undefined && { at }),
    ...(begins && { begins }),
    ...(next && { next }),
  })
  const { written, proposed, faults, refused, propose, back } = proposal
  const apply = async () => {
    if ((await send("/api/v1/attribution", "PUT", { version, rules: proposed })) === undefined) return
    setOpen(false)
    router.refresh()
  }
  return (
    <Dialog
      title={title}
      description="Rules hold for everything that was ever sent. What was sent stays as it was: taking a rule away gives it back."
      open={open}
      onOpenChange={setOpen}
      trigger={
        look === "primary" ? (
          <Button kind="primary">{word}</Button>
        ) : (
          <TextButton aria-label={title}>{word}</TextButton>
        )
      }
    >
      {fault && <FormFault>{fault}</FormFault>}
      {proposed === null ? (
        <RuleForm {...context} rule={written} faults={faults} onDone={propose} />
      ) : (
        <>
          <Moves rules={proposed} ranges={ranges} onRefused={refused} />
          <FormActions>
            <Button kind="primary" onClick={apply} disabled={busy}>
              Put in force
            </Button>
            {next ? (
              <Button onClick={() => setOpen(false)}>Keep the rules</Button>
            ) : (
              <Button onClick={back}>Back</Button>
            )}
          </FormActions>
        </>
      )}
    </Dialog>
  )
}
