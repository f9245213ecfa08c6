"use client"

import { FilterChips } from "@/components/filters/filter-chips"
import { Control } from "@/components/ui/control"
import { Menu } from "@/components/ui/menu"
import { useAddress } from "@/components/ui/use-address"
import { formatFilter, parseFilter } from "@/lib/spend/filter"
import type { Dimension } from "@/lib/spend/schema"

export interface DecideBarProps {
  dimensions: readonly Dimension[]
  values: Partial<Record<Dimension, string[]>>
  /** The page over typed volumes. */
  withoutData: string
}

const WINDOWS = [7, 14, 30, 60, 90].map((days) => ({ value: `${days}d`, label: `${days} days to yesterday` }))
const SCOPES = [
  { value: "family", label: "By model family" },
  { value: "feature", label: "By feature" },
  { value: "all", label: "All traffic as one" },
]

const labelOf = (choices: readonly { value: string; label: string }[], value: string) =>
  choices.find((choice) => choice.value === value)?.label ?? value

/** What the address says, where it is a choice. */
function known(choices: readonly { value: string }[], value: string | null, standard: string): string {
  return choices.some((choice) => choice.value === value) && value !== null ? value : standard
}

/** The controls of the decision. Each writes the address and nothing else. */
export function DecideBar({ dimensions, values, withoutData }: DecideBarProps) {
  const { search, pending, write } = useAddress()
  const window = known(WINDOWS, search.get("window"), "30d")
  const scope = known(SCOPES, search.get("scope"), "family")
  const changed = search.getAll("assume").length
  const isTyped = search.has("volume")
  const filters = search.getAll("filter").flatMap((text) => parseFilter(text) ?? [])
  return (
    <fieldset aria-busy={pending} className="contents">
      <legend className="sr-only">What is decided</legend>
      {!isTyped && (
        <Menu
          trigger={<Control label="Window" value={labelOf(WINDOWS, window)} />}
          groups={[
            {
              kind: "one",
              value: window,
              choices: WINDOWS,
              onChoose: (value) => write({ window: value === "30d" ? null : [value] }),
            },
          ]}
        />
      )}
      {!isTyped && (
        <Menu
          trigger={<Control label="Scope" value={labelOf(SCOPES, scope)} />}
          groups={[
            {
              kind: "one",
              value: scope,
              choices: SCOPES,
              onChoose: (value) => write({ scope: value === "family" ? null : [value] }),
            },
          ]}
        />
      )}
      <Menu
        trigger={<Control label="Assumptions" value={changed === 0 ? "as set" : `${changed} changed here`} />}
        groups={[
          {
            kind: "acts",
            acts: [{ label: "Back to what is set", onChoose: () => write({ assume: null, mix: null }) }],
          },
          {
            kind: "links",
            links: [
              { href: "#assumptions", label: "All assumptions" },
              { href: withoutData, label: "Use without data" },
            ],
          },
        ]}
      />
      {!isTyped && (
        <>
          <span aria-hidden="true" className="mx-1 h-[18px] w-px flex-none bg-line print:hidden" />
          <FilterChips
            filters={filters}
            dimensions={dimensions}
            values={values}
            onChange={(next) => write({ filter: next.map(formatFilter) })}
          />
        </>
      )}
    </fieldset>
  )
}
