"use client"

import { OpensEditor } from "@/components/ui/opens-editor"
import { later } from "@/components/ui/opens-later"
import type { RulesDialogProps } from "./rules-dialog"

const RulesDialog = later(async () => (await import("./rules-dialog")).RulesDialog)

/** The way to a change of the rules. */
export function RulesButton(props: RulesDialogProps) {
  const { word, title, look } = props
  return (
    <OpensEditor isMain={look === "primary"} word={word} title={title}>
      <RulesDialog {...props} />
    </OpensEditor>
  )
}
