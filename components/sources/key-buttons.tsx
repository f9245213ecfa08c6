"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { RevokeKeyProps } from "./revoke-key"

const RotateKey = later(async () => (await import("./rotate-key")).RotateKey)
const RevokeKey = later(async () => (await import("./revoke-key")).RevokeKey)

export interface KeyButtonsProps extends RevokeKeyProps {
  /** Another key takes its place already. */
  isReplaced: boolean
}

/** What can be done to a key that works. */
export function KeyButtons({ isReplaced, sends, ...key }: KeyButtonsProps) {
  return (
    <span className="inline-flex gap-3">
      {!isReplaced && (
        <OpensLater
          button={(open) => (
            <TextButton onClick={open} aria-label={`Rotate ${key.name}`}>
              Rotate
            </TextButton>
          )}
        >
          <RotateKey {...key} />
        </OpensLater>
      )}
      <OpensLater
        button={(open) => (
          <TextButton onClick={open} aria-label={`Revoke ${key.name}`}>
            Revoke
          </TextButton>
        )}
      >
        <RevokeKey {...key} sends={sends} />
      </OpensLater>
    </span>
  )
}
