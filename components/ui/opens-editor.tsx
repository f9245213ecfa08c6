import type { ReactNode } from "react"
import { Button } from "./button"
import { OpensLater } from "./opens-later"
import { TextButton } from "./text-button"

export interface OpensEditorProps {
  /** The page's main button, as for something new; otherwise a quiet one beside what it changes. */
  isMain: boolean
  word: string
  /** What a quiet button changes, for who cannot see what it stands beside. */
  title: string
  /** As if it had been asked for already. */
  open?: boolean
  /** The dialog, fetched when it is first asked for. */
  children: ReactNode
}

/** The way to a dialog that makes something or changes it. */
export function OpensEditor({ isMain, word, title, open = false, children }: OpensEditorProps) {
  return (
    <OpensLater
      open={open}
      button={(ask) =>
        isMain ? (
          <Button kind="primary" onClick={ask}>
            {word}
          </Button>
        ) : (
          <TextButton onClick={ask} aria-label={title}>
            {word}
          </TextButton>
        )
      }
    >
      {children}
    </OpensLater>
  )
}
