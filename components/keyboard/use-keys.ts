import { useEffect, useRef } from "react"
import { matchKeys, type ShortcutAct } from "./shortcuts"

/** So long the second key of two may take. */
const SEQUENCE_MS = 1_500

/** Keys that are written, chosen with or belong to something open are not ours. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
    return true
  if (document.querySelector("[role=dialog], [role=menu]")) return true
  const { target } = event
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select, [role=textbox]") !== null)
  )
}

/** Calls back for the shortcuts of the registry, single keys only while they are switched on, and for Ctrl-K or Cmd-K. */
export function useKeys(on: boolean, act: (act: ShortcutAct) => void): void {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  }, [act])
  useEffect(() => {
    let pressed: { keys: string[]; at: number } = { keys: [], at: 0 }
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault()
        latest.current({ kind: "palette" })
        return
      }
      if (!on || isTaken(event) || event.key === "Shift") return
      const began = event.timeStamp - pressed.at < SEQUENCE_MS ? pressed.keys : []
      const keys = [...began, event.key]
      const found = matchKeys(keys)
      pressed = found === "begun" ? { keys, at: event.timeStamp } : { keys: [], at: 0 }
      if (found === null || found === "begun") return
      event.preventDefault()
      latest.current(found)
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [on])
}
