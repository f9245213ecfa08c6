import { clsx } from "clsx"
import { Popover as RadixPopover } from "radix-ui"
import type { ReactNode } from "react"
import { floatClass } from "./control"

export interface PopoverProps {
  trigger: ReactNode
  /** Said to screen readers when it opens. */
  label: string
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
}

/** A small form that floats beside its button. */
export function Popover({ trigger, label, open, onOpenChange, children }: PopoverProps) {
  return (
    <RadixPopover.Root open={open} onOpenChange={onOpenChange}>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content
          aria-label={label}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={clsx(floatClass, "max-w-[calc(100vw-16px)]")}
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  )
}
