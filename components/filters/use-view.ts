import { createMultiParser, parseAsString, useQueryStates } from "nuqs"
import { useMemo, useTransition } from "react"
import { DEFAULT_VIEW, parseView, type View, viewParams } from "@/lib/spend/url"

// The address is read and written as text: `parseView`, which the server uses too, decides what it means.
const several = createMultiParser({ parse: (values) => [...values], serialize: (values: string[]) => values })
const PARAMS = {
  range: parseAsString,
  from: parseAsString,
  to: parseAsString,
  compare: parseAsString,
  group_by: parseAsString,
  filter: several,
  interval: parseAsString,
  as: parseAsString,
  metric: parseAsString,
  running: parseAsString,
  /** A page of a list belongs to the view it was cut from: a change of view begins at the first page. */
  cursor: parseAsString,
}

export interface ViewState {
  view: View
  /** Writes the address; the server answers with new figures. */
  setView: (change: Partial<View>) => void
  /** True until the new figures are there. */
  pending: boolean
}

/** The view in the address bar, and the one way to change it. */
export function useView(defaults: View = DEFAULT_VIEW): ViewState {
  const [pending, startTransition] = useTransition()
  const [raw, setRaw] = useQueryStates(PARAMS, { shallow: false, history: "push", startTransition })
  const view = useMemo(() => {
    const given = Object.entries(raw).map(([name, value]) => [name, value ?? undefined] as const)
    const { ignored: _, ...parsed } = parseView(Object.fromEntries(given), defaults)
    return parsed
  }, [raw, defaults])
  const setView = (change: Partial<View>) => {
    const { filter, ...single } = viewParams({ ...view, ...change }, defaults)
    const texts = Object.fromEntries(
      Object.entries(single).map(([name, values]) => [name, values?.[0] ?? null]),
    )
    void setRaw({ ...texts, filter, cursor: null })
  }
  return { view, setView, pending }
}
