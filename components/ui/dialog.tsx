"use client"

import { clsx } from "clsx"
import { Dialog as RadixDialog } from "radix-ui"
import type { ReactNode } from "react"
import { Button } from "./button"

export interface DialogProps {
  /** The button that opens it; leave out when `open` is driven from elsewhere. */
  trigger?: ReactNode
  title: string
  /** One sentence: what will change and what it costs. */
  description?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  children: ReactNode
}

/** A question in the middle of the page. Focus is kept inside, Escape and a press outside close it. */
export function Dialog(props: DialogProps) {
  return (
    <Layer
      {...props}
      className="top-[12vh] left-1/2 max-h-[76vh] w-[min(480px,calc(100vw-32px))] -translate-x-1/2 rounded-lg border border-line"
    />
  )
}

function Layer({
  trigger,
  title,
  description,
  open,
  onOpenChange,
  className,
  children,
}: DialogProps & { className: string }) {
  const controlled = {
    ...(open === undefined ? {} : { open }),
    ...(onOpenChange === undefined ? {} : { onOpenChange }),
  }
  return (
    <RadixDialog.Root {...controlled}>
      {trigger && <RadixDialog.Trigger asChild>{trigger}</RadixDialog.Trigger>}
      <RadixDialog.Portal>
        {/* Not Radix's own overlay: it locks scrolling through an injected style element, which the policy forbids. */}
        <div className="fixed inset-0 z-30 bg-[rgb(0_0_0/0.3)]" aria-hidden="true" />
        <RadixDialog.Content
          className={clsx("fixed z-40 overflow-y-auto overscroll-contain bg-pop shadow-float", className)}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <div className="sticky top-0 flex min-h-11 items-center gap-2 border-b border-line bg-pop pr-3 pl-6">
            <RadixDialog.Title className="text-md font-semibold">{title}</RadixDialog.Title>
            <span className="ml-auto">
              <RadixDialog.Close asChild>
                <Button kind="plain">Close</Button>
              </RadixDialog.Close>
            </span>
          </div>
          <div className="px-6 py-5">
            {description && (
              <RadixDialog.Description className="mb-4 text-ink-2">{description}</RadixDialog.Description>
            )}
            {children}
          </div>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}
