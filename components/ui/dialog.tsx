"use client"

import { type ComponentProps, lazy, type ReactElement, type ReactNode, Suspense, useState } from "react"
import { LateTrigger } from "./late-float"

const load = () => import("./dialog-floating")
const Floating = lazy(async () => ({ default: (await load()).DialogFloating }))

export interface DialogProps {
  /** The button that opens it; leave out when `open` is driven from elsewhere. */
  trigger?: ReactElement<ComponentProps<"button">>
  title: string
  /** One sentence: what will change and what it costs. */
  description?: ReactNode
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
}

/** A question in the middle of the page. What makes it float arrives when it is first wanted. */
export function Dialog(props: DialogProps) {
  const [wanted, setWanted] = useState(false)
  if (!wanted && !props.open) {
    const open = () => {
      setWanted(true)
      props.onOpenChange(true)
    }
    return props.trigger ? (
      <LateTrigger trigger={props.trigger} opens="dialog" load={load} onOpen={open} />
    ) : null
  }
  return (
    <Suspense fallback={props.trigger ?? null}>
      <Floating {...props} />
    </Suspense>
  )
}
