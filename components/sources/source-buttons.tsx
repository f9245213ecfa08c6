"use client"

import { silenceHref } from "@/components/alerts/rule-preset"
import { OpensEditor } from "@/components/ui/opens-editor"
import { later } from "@/components/ui/opens-later"
import { TextLink } from "@/components/ui/text-link"

const ChangeSource = later(async () => (await import("./change-source")).ChangeSource)
const RotateSource = later(async () => (await import("./rotate-source")).RotateSource)

export interface SourceButtonsProps {
  id: number
  name: string
  bills: boolean
  /** Where it sends what it signs; null for one with keys. */
  webhook: string | null
  /** Whether they may change sources. */
  mayKeep: boolean
  /** Whether they may make alert rules. */
  mayWatch: boolean
}

/** What can be done with a source. */
export function SourceButtons({ id, name, bills, webhook, mayKeep, mayWatch }: SourceButtonsProps) {
  return (
    <span className="inline-flex gap-3">
      {mayWatch && (
        <TextLink href={silenceHref(name)} prefetch={false} aria-label={`Alert on silence of ${name}`}>
          Alert on silence
        </TextLink>
      )}
      {mayKeep && (
        <OpensEditor isMain={false} word="Change" title={`Change ${name}`}>
          <ChangeSource id={id} name={name} bills={bills} />
        </OpensEditor>
      )}
      {mayKeep && webhook !== null && (
        <OpensEditor isMain={false} word="Rotate secret" title={`Rotate secret of ${name}`}>
          <RotateSource id={id} name={name} address={webhook} />
        </OpensEditor>
      )}
    </span>
  )
}
