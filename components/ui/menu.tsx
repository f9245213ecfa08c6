import { clsx } from "clsx"
import { DropdownMenu } from "radix-ui"
import type { ReactNode } from "react"
import { floatClass } from "./control"

const itemClass =
  "flex min-h-7 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 outline-none select-none data-[highlighted]:bg-hover max-md:min-h-9"

export interface MenuProps {
  /** The button that opens it; takes a ref and props, as `Control` does. */
  trigger: ReactNode
  align?: "start" | "end"
  children: ReactNode
}

/** Not modal: the page stays readable and scrolls, and no style element has to be injected for it. */
export function Menu({ trigger, align = "start", children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={clsx(floatClass, "max-h-[70vh] min-w-44 overflow-y-auto p-1")}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

export interface Choice {
  value: string
  label: string
  /** Said in grey at the right. */
  hint?: string
}

export interface RadioItemsProps {
  value: string
  choices: readonly Choice[]
  onChoose: (value: string) => void
}

/** Items of a menu of which exactly one is chosen. */
export function RadioItems({ value, choices, onChoose }: RadioItemsProps) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onChoose}>
      {choices.map((choice) => (
        <DropdownMenu.RadioItem key={choice.value} value={choice.value} className={itemClass}>
          <span className="w-3 text-accent">
            <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
          </span>
          {choice.label}
          {choice.hint && <span className="ml-auto pl-6 text-xs text-ink-3">{choice.hint}</span>}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}

/** What the items below it are. */
export function MenuHeading({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 pt-2 pb-1 text-xs text-ink-3">{children}</DropdownMenu.Label>
}

/** A link that the browser follows by itself, such as a download. */
export function LinkItem({ href, children }: { href: string; children: ReactNode }) {
  return (
    <DropdownMenu.Item asChild className={itemClass}>
      <a href={href}>{children}</a>
    </DropdownMenu.Item>
  )
}

/** One of several things that may be on together; the menu stays open. */
export function CheckItem({
  checked,
  onChange,
  children,
}: {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
}) {
  return (
    <DropdownMenu.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className={itemClass}
    >
      <span className="w-3 text-accent">
        <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
      </span>
      {children}
    </DropdownMenu.CheckboxItem>
  )
}
