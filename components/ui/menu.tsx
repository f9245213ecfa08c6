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

export interface ChoiceMenuProps extends Omit<MenuProps, "children"> {
  value: string
  choices: readonly Choice[]
  onChoose: (value: string) => void
}

/** A menu in which exactly one thing is chosen. */
export function ChoiceMenu({ value, choices, onChoose, ...menu }: ChoiceMenuProps) {
  return (
    <Menu {...menu}>
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
    </Menu>
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
