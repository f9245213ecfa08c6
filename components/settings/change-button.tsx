"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { ChangeMemberProps } from "./change-member"

const ChangeMember = later(async () => (await import("./change-member")).ChangeMember)

/** The way to another role or other teams. */
export function ChangeButton(props: ChangeMemberProps) {
  return (
    <OpensLater
      button={(open) => (
        <TextButton onClick={open} aria-label={`Change ${props.member.name}`}>
          Change
        </TextButton>
      )}
    >
      <ChangeMember {...props} />
    </OpensLater>
  )
}
