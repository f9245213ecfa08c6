"use client"

import { Button } from "@/components/ui/button"
import { later, OpensLater } from "@/components/ui/opens-later"
import type { InviteDialogProps } from "./invite-dialog"

const InviteDialog = later(async () => (await import("./invite-dialog")).InviteDialog)

/** The way to a new member. */
export function InviteButton(props: InviteDialogProps) {
  return (
    <OpensLater
      button={(open) => (
        <Button kind="primary" onClick={open}>
          Invite a member
        </Button>
      )}
    >
      <InviteDialog {...props} />
    </OpensLater>
  )
}
