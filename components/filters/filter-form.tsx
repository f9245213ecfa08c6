import { type FormEvent, useState } from "react"
import { Button } from "@/components/ui/button"
import { dimensionLabel, UNATTRIBUTED } from "@/lib/spend/filter"
import type { Dimension, Filter } from "@/lib/spend/schema"
import type { BarContext } from "./bar-context"

const OPERATORS = [
  ["=", "is"],
  ["!=", "is not"],
  ["~", "contains"],
] as const
const SHOWN = 8

export interface FilterFormProps extends Pick<BarContext, "dimensions" | "values"> {
  /** The filter to change; a new one without. */
  filter?: Filter
  onSubmit: (filter: Filter) => void
}

/** A field, is / is not / contains, and values to choose or to write. */
export function FilterForm({ dimensions, values, filter, onSubmit }: FilterFormProps) {
  const [dimension, setDimension] = useState<Dimension>(filter?.dimension ?? dimensions[0] ?? "team")
  const [operator, setOperator] = useState<Filter["operator"]>(filter?.operator ?? "=")
  const [chosen, setChosen] = useState<(string | null)[]>(filter?.values ?? [])
  const [text, setText] = useState("")
  // What was chosen when the form opened stays first: nothing moves under the pointer.
  const first = filter?.dimension === dimension ? filter.values : []
  const written = text.trim()
  const result = written === "" || chosen.includes(written) ? chosen : [...chosen, written]
  const usable = operator === "~" ? result.filter((value) => value !== null) : result
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (usable.length > 0) onSubmit({ dimension, operator, values: usable })
  }
  const toggle = (value: string | null) =>
    setChosen(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value])
  const known = (values[dimension] ?? []).filter((value) =>
    value.toLowerCase().includes(written.toLowerCase()),
  )
  const offered = new Set([
    ...first,
    ...known.slice(0, SHOWN),
    ...chosen.filter((value) => value !== null),
    null,
  ])
  return (
    <form onSubmit={submit} className="grid w-72 gap-2 p-3">
      <div className="grid grid-cols-2 gap-2">
        <Choice
          label="Field"
          value={dimension}
          options={dimensions.map((each) => [each, dimensionLabel(each)])}
          onChange={(next) => {
            setDimension(next)
            setChosen([])
          }}
        />
        <Choice label="Condition" value={operator} options={OPERATORS} onChange={setOperator} />
      </div>
      <input
        aria-label="Value"
        placeholder={operator === "~" ? "Part of the name" : "Find or write a value"}
        className="h-(--control) rounded-md border border-control bg-surface px-2"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {operator !== "~" && <Values offered={[...offered]} chosen={chosen} onToggle={toggle} />}
      <Button type="submit" kind="primary" disabled={usable.length === 0}>
        {filter ? "Change filter" : "Add filter"}
      </Button>
    </form>
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  value: Value
  options: readonly (readonly [value: Value, words: string])[]
  onChange: (value: Value) => void
}

function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <select
      aria-label={label}
      className="h-(--control) rounded-md border border-control bg-surface px-2"
      value={value}
      onChange={(event) => onChange(options.find(([each]) => each === event.target.value)?.[0] ?? value)}
    >
      {options.map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </select>
  )
}

interface ValuesProps {
  offered: readonly (string | null)[]
  chosen: readonly (string | null)[]
  onToggle: (value: string | null) => void
}

function Values({ offered, chosen, onToggle }: ValuesProps) {
  return (
    <fieldset className="max-h-52 overflow-y-auto">
      <legend className="sr-only">Values</legend>
      {offered.map((value) => (
        <label
          key={value ?? ""}
          className="flex min-h-7 items-center gap-2 rounded-sm px-1 hover:bg-hover max-md:min-h-9"
        >
          <input
            type="checkbox"
            className="accent-accent"
            checked={chosen.includes(value)}
            onChange={() => onToggle(value)}
          />
          <span className={value === null ? "text-ink-3" : "truncate"}>{value ?? UNATTRIBUTED}</span>
        </label>
      ))}
    </fieldset>
  )
}
