import { useSyncExternalStore } from "react"

const KEY = "tollgate:"
const listeners = new Set<() => void>()

function read(name: string): string {
  try {
    return localStorage.getItem(KEY + name) ?? ""
  } catch {
    // Storage may be switched off: then nothing is kept.
    return ""
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** A text kept in this browser under a name; empty until something was kept, and without a name. */
export function useKeptText(name: string | null): [string, (text: string) => void] {
  const text = useSyncExternalStore(
    subscribe,
    () => (name ? read(name) : ""),
    () => "",
  )
  const keep = (next: string) => {
    if (!name) return
    try {
      localStorage.setItem(KEY + name, next)
    } catch {
      // As above.
    }
    for (const listener of listeners) listener()
  }
  return [text, keep]
}
