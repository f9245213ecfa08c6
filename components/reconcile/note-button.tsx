"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { NoteDialogProps } from "./note-dialog"

const NoteDialog = later(async () => (await import("./note-dialog")).NoteDialog)

/** The way to a note or an adjustment of one row. */
export function NoteButton(props: NoteDialogProps) {
  return (
    <OpensLater
      button={(open) => (
        <TextButton onClick={open} aria-label={`Explain or adjust ${props.name}`}>
          Explain or adjust
        </TextButton>
      )}
    >
      <NoteDialog {...props} />
    </OpensLater>
  )
}
