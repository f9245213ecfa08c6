import type { ReactNode } from "react"
import { Button } from "./button"
import { OpensLater } from "./opens-later"
import { TextButton } from "./text-button"

export interface OpensEditorProps {
  /** Makes something new: the page's main button. Otherwise a quiet one beside what it changes. */
  isNew: boolean
  word: string
  /** What a quiet button changes, for who cannot see what it stands beside. */
  title: string
  /** The dialog, fetched when it is first asked for. */
  children: ReactNode
}

/** The way to a dialog that makes something or changes it. */
export function OpensEditor({ isNew, word, title, children }: OpensEditorProps) {
  return (
    <OpensLater
      button={(open) =>
        isNew ? (
          <Button kind="primary" onClick={open}>
            {word}
          </Button>
        ) : (
          <TextButton onClick={open} aria-label={title}>
            {word}
          </TextButton>
        )
      }
    >
      {children}
    </OpensLater>
  )
}
