import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { useEffect, useMemo, useSyncExternalStore, useTransition } from "react"

interface Target {
  path: string
  search: string
}

/** Where the page is on its way to: controls say what was chosen while the server still answers. */
let target: Target | null = null
const listeners = new Set<() => void>()

function aim(next: Target | null): void {
  target = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export interface Address {
  search: URLSearchParams
  /** True until what was asked for is there. */
  pending: boolean
  /** Sets parameters, null takes one away, others stay. `quiet` asks the server for nothing and adds no step back. */
  write: (change: Readonly<Record<string, readonly string[] | null>>, how?: "quiet") => void
}

/** The parameters of the page, and the one way to change them. */
export function useAddress(): Address {
  const path = usePathname()
  const given = useSearchParams().toString()
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const aimed = useSyncExternalStore(
    subscribe,
    () => target,
    () => null,
  )
  const text = aimed?.path === path ? aimed.search : given
  useEffect(() => {
    if (target && (target.path !== path || target.search === given)) aim(null)
  }, [path, given])
  useEffect(() => {
    return pending ? () => aim(null) : undefined
  }, [pending])
  const search = useMemo(() => new URLSearchParams(text), [text])
  const write: Address["write"] = (change, how) => {
    const next = new URLSearchParams(target?.path === path ? target.search : given)
    for (const [name, values] of Object.entries(change)) {
      next.delete(name)
      for (const value of values ?? []) next.append(name, value)
    }
    const query = next.toString()
    if (query === text) return
    const href = query === "" ? path : `${path}?${query}`
    if (how === "quiet") {
      window.history.replaceState(null, "", href)
      return
    }
    aim({ path, search: query })
    startTransition(() => router.push(href, { scroll: false }))
  }
  return { search, pending, write }
}
