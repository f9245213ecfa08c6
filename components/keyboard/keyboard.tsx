"use client"

import { Suspense, useState } from "react"
import { useKeptText } from "@/components/tables/kept-text"
import { later } from "@/components/ui/opens-later"
import { useActs } from "./use-acts"
import { useKeys } from "./use-keys"

const Palette = later(async () => (await import("./palette")).Palette)
const KeySheet = later(async () => (await import("./key-sheet")).KeySheet)

/** The keys of every page, and what they open. Single keys can be switched off, in this browser. */
export function Keyboard() {
  const [shown, setShown] = useState<"palette" | "sheet" | null>(null)
  const [kept, keep] = useKeptText("single-keys")
  const on = kept !== "off"
  const act = useActs(setShown)
  useKeys(on, act)
  const close = () => setShown(null)
  return (
    <Suspense>
      {shown === "palette" && <Palette act={act} onClose={close} />}
      {shown === "sheet" && <KeySheet on={on} onSwitch={(next) => keep(next ? "" : "off")} onClose={close} />}
    </Suspense>
  )
}
