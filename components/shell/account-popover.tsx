"use client"

import { type ReactNode, useState } from "react"
import { Button } from "@/components/ui/button"
import { Popover } from "@/components/ui/popover"

/** On phones the rail's foot is behind this button. */
export function AccountPopover({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      label="Account"
      open={open}
      onOpenChange={setOpen}
      trigger={<Button kind="plain">Account</Button>}
    >
      <div className="w-60 p-4 text-xs leading-[1.8] text-ink-3">{children}</div>
    </Popover>
  )
}
