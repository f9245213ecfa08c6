import { useId } from "react"
import { TextButton } from "@/components/ui/text-button"
import { dimensionLabel } from "@/lib/spend/filter"
import type { Dimension } from "@/lib/spend/schema"
import { type Condition, withCondition } from "./conditions"

const OPERATORS = [
  ["=", "is"],
  ["!=", "is not"],
  ["~", "contains"],
] as const

const fieldClass = "h-(--control) min-w-0 rounded-md border bg-surface px-2"

export interface KnownValues {
  dimensions: readonly Dimension[]
  values: Partial<Record<Dimension, readonly string[]>>
}

export interface ConditionFieldsProps extends KnownValues {
  conditions: readonly Condition[]
  onChange: (conditions: Condition[]) => void
  /** What is wrong, by the condition's place. */
  faults: Readonly<Record<number, string>>
}

/** Conditions that must all hold, each a field, is / is not / contains, and its values. */
export function ConditionFields({ conditions, onChange, faults, ...known }: ConditionFieldsProps) {
  const change = (at: number, next: Condition | null) =>
    onChange(conditions.flatMap((each, place) => (place === at ? (next ? [next] : []) : [each])))
  const [first = "team"] = known.dimensions
  return (
    <fieldset className="mb-4">
      <legend className="mb-1 text-xs text-ink-2">When all of this holds</legend>
      <div className="grid gap-2">
        {conditions.map((condition, at) => (
          <ConditionRow
            key={condition.id}
            {...known}
            condition={condition}
            fault={faults[at]}
            onChange={(next) => change(at, next)}
          />
        ))}
      </div>
      <p className="mt-1 text-xs text-ink-3">Several values with | between them; empty is Unattributed.</p>
      <TextButton onClick={() => onChange(withCondition(conditions, first))}>Add a condition</TextButton>
    </fieldset>
  )
}

interface ConditionRowProps extends KnownValues {
  condition: Condition
  fault: string | undefined
  onChange: (condition: Condition | null) => void
}

function ConditionRow({ dimensions, values, condition, fault, onChange }: ConditionRowProps) {
  const id = useId()
  const { dimension, operator, text } = condition
  const offered = dimensions.includes(dimension) ? dimensions : [dimension, ...dimensions]
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto_auto] gap-2 md:grid-cols-[auto_auto_minmax(0,1fr)_auto]">
      <Choice
        label="Field"
        value={dimension}
        choices={offered.map((each) => [each, dimensionLabel(each)])}
        onChoose={(next) => onChange({ ...condition, dimension: next })}
      />
      <Choice
        label="Condition"
        value={operator}
        choices={OPERATORS}
        onChoose={(next) => onChange({ ...condition, operator: next })}
      />
      <input
        aria-label="Values"
        aria-invalid={fault ? true : undefined}
        aria-describedby={fault ? `${id}-fault` : undefined}
        list={`${id}-values`}
        placeholder="Unattributed"
        autoComplete="off"
        className={`${fieldClass} ${fault ? "border-bad" : "border-control"} max-md:col-span-2 max-md:row-start-2`}
        value={text}
        onChange={(event) => onChange({ ...condition, text: event.target.value })}
      />
      <datalist id={`${id}-values`}>
        {(values[dimension] ?? []).map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
      <button
        type="button"
        aria-label={`Remove the condition on ${dimensionLabel(dimension)}`}
        onClick={() => onChange(null)}
        className="size-(--control) text-[15px] text-ink-3 hover:text-ink"
      >
        ×
      </button>
      {fault && (
        <p id={`${id}-fault`} role="alert" className="col-span-full text-xs text-bad">
          {fault}
        </p>
      )}
    </div>
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  value: Value
  choices: readonly (readonly [Value, string])[]
  onChoose: (value: Value) => void
}

function Choice<Value extends string>({ label, value, choices, onChoose }: ChoiceProps<Value>) {
  return (
    <select
      aria-label={label}
      className={`${fieldClass} border-control`}
      value={value}
      onChange={(event) => {
        const next = choices.find(([each]) => each === event.target.value)
        if (next) onChoose(next[0])
      }}
    >
      {choices.map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </select>
  )
}
