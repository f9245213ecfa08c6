import { useSyncExternalStore } from "react"

const KEY = "tollgate:columns:"
const listeners = new Set<() => void>()

function read(name: string): string {
  try {
    return localStorage.getItem(KEY + name) ?? ""
  } catch {
    // Storage may be switched off: then every column shows.
    return ""
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export interface HiddenColumns {
  visibility: Record<string, boolean>
  setVisible: (id: string, visible: boolean) => void
}

/** The columns switched off in the table `name`, kept in this browser; a table without a name keeps none. */
export function useHiddenColumns(name: string | undefined): HiddenColumns {
  const text = useSyncExternalStore(
    subscribe,
    () => (name ? read(name) : ""),
    () => "",
  )
  const hidden = text === "" ? [] : text.split(",")
  return {
    visibility: Object.fromEntries(hidden.map((id) => [id, false])),
    setVisible: (id, visible) => {
      if (!name) return
      const rest = hidden.filter((each) => each !== id)
      try {
        localStorage.setItem(KEY + name, (visible ? rest : [...rest, id]).join(","))
      } catch {
        // As above: nothing is kept.
      }
      for (const listener of listeners) listener()
    },
  }
}
