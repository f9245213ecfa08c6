import { lazy, Suspense, useEffect, useState } from "react"
import { Control } from "@/components/ui/control"
import { Popover } from "@/components/ui/popover"
import { dimensionWord, filterValueWords, filterWords, formatFilter } from "@/lib/spend/filter"
import type { Filter } from "@/lib/spend/schema"
import type { BarContext } from "./bar-context"
import type { FilterFormProps } from "./filter-form"

const Form = lazy(async () => ({ default: (await import("./filter-form")).FilterForm }))

function FilterForm(props: FilterFormProps) {
  return (
    <Suspense fallback={<div className="h-60 w-72" />}>
      <Form {...props} />
    </Suspense>
  )
}

export interface FilterChipsProps extends Pick<BarContext, "dimensions" | "values"> {
  filters: readonly Filter[]
  onChange: (filters: Filter[]) => void
}

/** The filters as chips, each to be changed or removed, and the place of the next. Escape takes the last one off. */
export function FilterChips({ filters, dimensions, values, onChange }: FilterChipsProps) {
  const [adding, setAdding] = useState(false)
  useEscape(() => {
    if (filters.length > 0) onChange(filters.slice(0, -1))
  })
  const replace = (index: number, filter: Filter | null) =>
    onChange(filters.flatMap((each, at) => (at === index ? (filter ? [filter] : []) : [each])))
  return (
    <>
      {filters.map((filter, index) => (
        <Chip
          key={formatFilter(filter)}
          filter={filter}
          dimensions={dimensions}
          values={values}
          onChange={(next) => replace(index, next)}
        />
      ))}
      <Popover
        label="Add filter"
        open={adding}
        onOpenChange={setAdding}
        trigger={<Control adds value="Add filter" data-shortcut="filter" />}
      >
        <FilterForm
          dimensions={dimensions}
          values={values}
          onSubmit={(filter) => {
            setAdding(false)
            onChange([...filters.filter((each) => formatFilter(each) !== formatFilter(filter)), filter])
          }}
        />
      </Popover>
    </>
  )
}

interface ChipProps extends Pick<BarContext, "dimensions" | "values"> {
  filter: Filter
  onChange: (filter: Filter | null) => void
}

function Chip({ filter, dimensions, values, onChange }: ChipProps) {
  const [open, setOpen] = useState(false)
  const trigger = (
    <button type="button" className="flex h-full items-center gap-[5px] rounded-md pl-2.5">
      <span className="text-ink-2">{filterWords(filter)}</span>
      <span className="max-w-64 truncate">{filterValueWords(filter)}</span>
    </button>
  )
  return (
    <span className="inline-flex h-(--control) flex-none items-center gap-[5px] rounded-md bg-accent-soft pr-1 whitespace-nowrap">
      <Popover
        label={`Change filter ${dimensionWord(filter.dimension)}`}
        open={open}
        onOpenChange={setOpen}
        trigger={trigger}
      >
        <FilterForm
          dimensions={dimensions.includes(filter.dimension) ? dimensions : [filter.dimension, ...dimensions]}
          values={values}
          filter={filter}
          onSubmit={(next) => {
            setOpen(false)
            onChange(next)
          }}
        />
      </Popover>
      <button
        type="button"
        aria-label={`Remove filter ${dimensionWord(filter.dimension)}`}
        onClick={() => onChange(null)}
        className="grid size-6 place-items-center rounded-sm text-[15px] leading-none text-ink-3 hover:text-ink"
      >
        ×
      </button>
    </span>
  )
}

/** Calls back on an Escape that nothing else on the page has a use for. */
function useEscape(onEscape: () => void) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const inField =
        event.target instanceof Element &&
        event.target.closest("input, select, textarea, [role=dialog], [role=menu]")
      if (event.key !== "Escape" || event.defaultPrevented || inField) return
      if (!document.querySelector("[role=dialog], [role=menu]")) onEscape()
    }
    document.addEventListener("keydown", listen)
    return () => document.removeEventListener("keydown", listen)
  })
}
