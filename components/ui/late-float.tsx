"use client"

import { type ComponentProps, cloneElement, type ReactElement } from "react"

type Trigger = ReactElement<ComponentProps<"button">>

interface Props {
  trigger: Trigger
  /** What opens: `menu` or `dialog`. */
  opens: "menu" | "dialog"
  /** Fetches what floats. */
  load: () => unknown
  onOpen: () => void
}

/** A trigger before its floating part was ever asked for: it fetches that when it is likely to be wanted. */
export function LateTrigger({ trigger, opens, load, onOpen }: Props) {
  return cloneElement(trigger, {
    "aria-haspopup": opens,
    "aria-expanded": false,
    onPointerEnter: load,
    onFocus: load,
    onClick: onOpen,
    ...(opens === "menu"
      ? {
          onKeyDown: (event) => {
            if (event.key !== "ArrowDown") return trigger.props.onKeyDown?.(event)
            event.preventDefault()
            onOpen()
          },
        }
      : {}),
  })
}
