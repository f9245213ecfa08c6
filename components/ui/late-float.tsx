"use client"

import { type ComponentProps, cloneElement, type ReactElement } from "react"

type Trigger = ReactElement<ComponentProps<"button">>

interface Props {
  trigger: Trigger
  /** What opens: `menu` or `dialog`. */
  opens: "menu" | "dialog"
  /** Fetches what floats. */
  load: () => unknown
  onOpen: (byKeyboard: boolean) => void
}

/** A trigger before its floating part was ever asked for: it fetches that when it is likely to be wanted. */
export function LateTrigger({ trigger, opens, load, onOpen }: Props) {
  return cloneElement(trigger, {
    "aria-haspopup": opens,
    "aria-expanded": false,
    onPointerEnter: load,
    onFocus: load,
    // A press of a key is a click without a count.
    onClick: (event) => onOpen(event.detail === 0),
    ...(opens === "menu"
      ? {
          onKeyDown: (event) => {
            if (event.key !== "ArrowDown") return trigger.props.onKeyDown?.(event)
            event.preventDefault()
            onOpen(true)
          },
        }
      : {}),
  })
}
