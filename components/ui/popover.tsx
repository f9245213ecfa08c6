"use client"

import { type ComponentProps, lazy, type ReactElement, type ReactNode, Suspense, useState } from "react"
import { LateTrigger } from "./late-float"

const load = () => import("./popover-floating")
const Floating = lazy(async () => ({ default: (await load()).PopoverFloating }))

export interface PopoverProps {
  trigger: ReactElement<ComponentProps<"button">>
  /** Said to screen readers when it opens. */
  label: string
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
}

/** A small form that floats beside its button. What makes it float arrives when it is first wanted. */
export function Popover(props: PopoverProps) {
  const [wanted, setWanted] = useState(false)
  if (!wanted && !props.open) {
    const open = () => {
      setWanted(true)
      props.onOpenChange(true)
    }
    return <LateTrigger trigger={props.trigger} opens="dialog" load={load} onOpen={open} />
  }
  return (
    <Suspense fallback={props.trigger}>
      <Floating {...props} />
    </Suspense>
  )
}
