"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { WatchLine } from "./watch-line"

export interface MuteProps {
  name: string
  origin: WatchLine["origin"]
}

const MuteDialog = later(async () => (await import("./mute-dialog")).MuteDialog)

/** The word that opens the form of a mute. */
export function MuteButton(props: MuteProps) {
  return (
    <OpensLater
      button={(open) => (
        <TextButton onClick={open} aria-label={`Mute ${props.name}`}>
          Mute
        </TextButton>
      )}
    >
      <MuteDialog {...props} />
    </OpensLater>
  )
}
