import { clsx } from "clsx"
import { Popover as RadixPopover } from "radix-ui"
import { floatClass } from "./control"
import type { PopoverProps } from "./popover"

export function PopoverFloating({ trigger, label, open, onOpenChange, children }: PopoverProps) {
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
