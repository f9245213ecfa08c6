"use client"

import { type ComponentProps, lazy, type ReactElement, Suspense, useState } from "react"
import { LateTrigger } from "./late-float"

const load = () => import("./menu-floating")
const Floating = lazy(async () => ({ default: (await load()).MenuFloating }))

export interface Choice {
  value: string
  label: string
  /** Said in grey at the right. */
  hint?: string
}

/** Items of which exactly one is chosen, of which each is on or off, that the browser follows by itself, or that act. */
export type MenuGroup =
  | {
      kind: "one"
      heading?: string
      value: string
      choices: readonly Choice[]
      onChoose: (value: string) => void
    }
  | {
      kind: "any"
      heading?: string
      items: readonly { id: string; label: string; checked: boolean }[]
      onChange: (id: string, checked: boolean) => void
    }
  | { kind: "links"; heading?: string; links: readonly { href: string; label: string }[] }
  | { kind: "acts"; heading?: string; acts: readonly { label: string; onChoose: () => void }[] }

export interface MenuProps {
  /** The button that opens it; takes a ref and props, as `Control` does. */
  trigger: ReactElement<ComponentProps<"button">>
  align?: "start" | "end"
  groups: readonly MenuGroup[]
}

/** A menu of choices. What makes it float arrives when it is first wanted. */
export function Menu(props: MenuProps) {
  const [wanted, setWanted] = useState<"pointer" | "keyboard" | null>(null)
  if (wanted === null) {
    return (
      <LateTrigger
        trigger={props.trigger}
        opens="menu"
        load={load}
        onOpen={(byKeyboard) => setWanted(byKeyboard ? "keyboard" : "pointer")}
      />
    )
  }
  return (
    <Suspense fallback={props.trigger}>
      <Floating {...props} opened={wanted} />
    </Suspense>
  )
}
