import { clsx } from "clsx"
import { Dialog as RadixDialog } from "radix-ui"
import { Button } from "./button"
import type { DialogProps } from "./dialog"

/** Focus is kept inside, Escape and a press outside close it. */
export function DialogFloating(props: DialogProps) {
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
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
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
