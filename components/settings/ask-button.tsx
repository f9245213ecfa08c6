"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { AskFirstProps } from "./ask-first"

const AskFirst = later(async () => (await import("./ask-first")).AskFirst)

/** The word that opens a question before something is deleted. */
export function AskButton(props: AskFirstProps) {
  return (
    <OpensLater
      button={(open) => (
        <TextButton onClick={open} aria-label={props.title}>
          {props.word}
        </TextButton>
      )}
    >
      <AskFirst {...props} />
    </OpensLater>
  )
}
