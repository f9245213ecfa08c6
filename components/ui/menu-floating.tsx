import { clsx } from "clsx"
import { DropdownMenu } from "radix-ui"
import { useCallback, useRef } from "react"
import { floatClass } from "./control"
import type { MenuGroup, MenuProps } from "./menu"

const itemClass =
  "flex min-h-7 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 outline-none select-none data-[highlighted]:bg-hover max-md:min-h-9"

export interface MenuFloatingProps extends MenuProps {
  /** By what it was opened the first time: keys begin at the first item. */
  opened: "pointer" | "keyboard"
}

function focusFirst(menu: HTMLDivElement): void {
  requestAnimationFrame(() => menu.querySelector<HTMLElement>("[role^=menuitem]")?.focus())
}

/** Not modal: the page stays readable and scrolls, and no style element has to be injected for it. */
export function MenuFloating({ trigger, align = "start", groups, opened }: MenuFloatingProps) {
  const first = useRef(opened === "keyboard")
  const onContent = useCallback((menu: HTMLDivElement | null) => {
    if (menu === null) return
    if (first.current) focusFirst(menu)
    first.current = false
  }, [])
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      {/* Within the page's landmark, where screen readers look for what belongs to it. */}
      <DropdownMenu.Portal container={document.querySelector("main")}>
        <DropdownMenu.Content
          ref={onContent}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={clsx(floatClass, "max-h-[70vh] min-w-44 overflow-y-auto p-1")}
        >
          {groups.map((group, at) => (
            <Group key={group.heading ?? at} group={group} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Tick() {
  return (
    <span className="w-3 text-accent">
      <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
    </span>
  )
}

function Group({ group }: { group: MenuGroup }) {
  const heading = group.heading && (
    <DropdownMenu.Label className="px-2 pt-2 pb-1 text-xs text-ink-3">{group.heading}</DropdownMenu.Label>
  )
  if (group.kind === "any") {
    return (
      <>
        {heading}
        {group.items.map((item) => (
          <DropdownMenu.CheckboxItem
            key={item.id}
            checked={item.checked}
            onCheckedChange={(checked) => group.onChange(item.id, checked)}
            // Several may be switched in one go: the menu stays.
            onSelect={(event) => event.preventDefault()}
            className={itemClass}
          >
            <Tick />
            {item.label}
          </DropdownMenu.CheckboxItem>
        ))}
      </>
    )
  }
  if (group.kind === "acts") {
    return (
      <>
        {heading}
        {group.acts.map(({ label, onChoose }) => (
          <DropdownMenu.Item key={label} onSelect={onChoose} className={itemClass}>
            {label}
          </DropdownMenu.Item>
        ))}
      </>
    )
  }
  if (group.kind === "links") {
    return (
      <>
        {heading}
        {group.links.map(({ href, label }) => (
          <DropdownMenu.Item key={href} asChild className={itemClass}>
            <a href={href}>{label}</a>
          </DropdownMenu.Item>
        ))}
      </>
    )
  }
  return (
    <>
      {heading}
      <DropdownMenu.RadioGroup value={group.value} onValueChange={group.onChoose}>
        {group.choices.map((choice) => (
          <DropdownMenu.RadioItem key={choice.value} value={choice.value} className={itemClass}>
            <Tick />
            {choice.label}
            {choice.hint && <span className="ml-auto pl-6 text-xs text-ink-3">{choice.hint}</span>}
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  )
}
