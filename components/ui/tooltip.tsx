"use client"

import { clsx } from "clsx"
import { Tooltip as RadixTooltip } from "radix-ui"
import type { ReactNode } from "react"
import { floatClass } from "./control"

/** A short remark on hover and focus; `children` must be focusable. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <RadixTooltip.Provider delayDuration={300}>
      <RadixTooltip.Root>
        <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
        <RadixTooltip.Portal>
          <RadixTooltip.Content
            sideOffset={4}
            collisionPadding={8}
            className={clsx(floatClass, "max-w-72 px-3 py-2 text-xs text-ink-2")}
          >
            {text}
          </RadixTooltip.Content>
        </RadixTooltip.Portal>
      </RadixTooltip.Root>
    </RadixTooltip.Provider>
  )
}
