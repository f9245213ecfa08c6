"use client"

import { OpensEditor } from "@/components/ui/opens-editor"
import { later } from "@/components/ui/opens-later"

const ChangeSource = later(async () => (await import("./change-source")).ChangeSource)
const RotateSource = later(async () => (await import("./rotate-source")).RotateSource)

export interface SourceButtonsProps {
  id: number
  name: string
  bills: boolean
  /** Where it sends what it signs; null for one with keys. */
  webhook: string | null
}

/** What can be done with a source. */
export function SourceButtons({ id, name, bills, webhook }: SourceButtonsProps) {
  return (
    <span className="inline-flex gap-3">
      <OpensEditor isMain={false} word="Change" title={`Change ${name}`}>
        <ChangeSource id={id} name={name} bills={bills} />
      </OpensEditor>
      {webhook !== null && (
        <OpensEditor isMain={false} word="Rotate secret" title={`Rotate secret of ${name}`}>
          <RotateSource id={id} name={name} address={webhook} />
        </OpensEditor>
      )}
    </span>
  )
}
