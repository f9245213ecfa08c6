import { type FormEvent, useState } from "react"
import { Button } from "@/components/ui/button"
import { FormActions, TextField } from "@/components/ui/form"
import type { AttributionRule } from "@/lib/attribution/schema"
import { ConditionFields, type KnownValues } from "./condition-fields"
import { type Condition, fromConditions, toConditions } from "./conditions"

const SETS = [
  { key: "team", label: "Team" },
  { key: "feature", label: "Feature" },
  { key: "agent", label: "Agent" },
  { key: "environment", label: "Environment" },
] as const

const NEW: AttributionRule = { name: "", when: ["team="], set: {} }

export interface RuleFormProps extends KnownValues {
  /** The rule to change, or what a new one begins with. */
  rule: AttributionRule | null
  /** What the server said of its conditions, by their place. */
  faults: Readonly<Record<number, string>>
  onDone: (rule: AttributionRule) => void
}

function setOf(values: FormData): AttributionRule["set"] {
  const set: AttributionRule["set"] = {}
  for (const { key } of SETS) {
    const value = String(values.get(key) ?? "").trim()
    if (value !== "") set[key] = value
  }
  return set
}

/** When what holds, who it is then charged to. */
export function RuleForm({ rule, faults, onDone, ...known }: RuleFormProps) {
  const [conditions, setConditions] = useState<Condition[]>(toConditions((rule ?? NEW).when))
  const [fault, setFault] = useState<string>()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const set = setOf(values)
    if (conditions.length === 0) return setFault("A rule needs a condition.")
    if (Object.keys(set).length === 0) return setFault("Say what the rule sets.")
    onDone({ name: String(values.get("name")).trim(), when: fromConditions(conditions), set })
  }
  return (
    <form onSubmit={submit}>
      <TextField
        label="Name"
        name="name"
        defaultValue={rule?.name ?? ""}
        autoComplete="off"
        maxLength={120}
        required
      />
      <ConditionFields {...known} conditions={conditions} faults={faults} onChange={setConditions} />
      <fieldset>
        <legend className="mb-2 text-xs text-ink-2">
          It is charged to; what is left empty stays as it is
        </legend>
        <div className="grid items-start gap-x-4 md:grid-cols-2">
          {SETS.map(({ key, label }) => (
            <TextField
              key={key}
              label={label}
              name={key}
              defaultValue={rule?.set[key] ?? ""}
              list={`rule-${key}`}
              autoComplete="off"
              maxLength={200}
            />
          ))}
        </div>
        {SETS.map(({ key }) => (
          <datalist key={key} id={`rule-${key}`}>
            {(known.values[key] ?? []).map((value) => (
              <option key={value} value={value} />
            ))}
          </datalist>
        ))}
      </fieldset>
      {fault && (
        <p role="alert" className="text-xs text-bad">
          {fault}
        </p>
      )}
      <FormActions>
        <Button kind="primary" type="submit">
          Preview
        </Button>
      </FormActions>
    </form>
  )
}
