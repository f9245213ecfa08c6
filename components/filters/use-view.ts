import { useMemo } from "react"
import { useAddress } from "@/components/ui/use-address"
import { DEFAULT_VIEW, parseView, type View, viewParams } from "@/lib/spend/url"

export interface ViewState {
  view: View
  /** Writes the address; the server answers with new figures. */
  setView: (change: Partial<View>) => void
  /** True until the new figures are there. */
  pending: boolean
}

/** A page of a list belongs to the view it was cut from: a change of view begins at the first page. */
const FIRST_PAGE = { cursor: null }

/** The view in the address bar, and the one way to change it. */
export function useView(defaults: View = DEFAULT_VIEW): ViewState {
  const { search, pending, write } = useAddress()
  const view = useMemo(() => {
    const { ignored: _, ...parsed } = parseView(search, defaults)
    return parsed
  }, [search, defaults])
  const setView = (change: Partial<View>) =>
    write({ ...viewParams({ ...view, ...change }, defaults), ...FIRST_PAGE })
  return { view, setView, pending }
}
