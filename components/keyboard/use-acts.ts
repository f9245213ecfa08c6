import { usePathname, useRouter } from "next/navigation"
import { useAddress } from "@/components/ui/use-address"
import { SHARED_PARAMS } from "@/lib/spend/url"
import type { ShortcutAct } from "./shortcuts"

/** Pages whose controls have a range. */
function showsSpend(path: string): boolean {
  return ["/", "/explore", "/events", "/change", "/health"].includes(path) || path.startsWith("/entity/")
}

function kept(search: URLSearchParams): string {
  const query = new URLSearchParams()
  for (const name of SHARED_PARAMS) for (const value of search.getAll(name)) query.append(name, value)
  return query.toString()
}

/** Does what a shortcut or a line of the palette says; `open` shows one of the two. */
export function useActs(open: (what: "palette" | "sheet") => void): (act: ShortcutAct) => void {
  const router = useRouter()
  const path = usePathname()
  const { search, write } = useAddress()
  return (act) => {
    switch (act.kind) {
      case "go": {
        const query = act.keepsView ? kept(search) : ""
        return router.push(query === "" ? act.href : `${act.href}?${query}`)
      }
      case "range":
        if (showsSpend(path)) write({ range: [act.preset], from: null, to: null, cursor: null })
        return
      case "compare":
        if (showsSpend(path)) write({ compare: search.get("compare") === "none" ? null : ["none"] })
        return
      case "filter":
        return document.querySelector<HTMLElement>("[data-shortcut=filter]")?.click()
      case "print":
        return window.print()
      default:
        return open(act.kind)
    }
  }
}
