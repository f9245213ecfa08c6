import { type FormEvent, useState } from "react"
import { ConditionFields, type KnownValues } from "@/components/attribution/condition-fields"
import { type Condition, fromConditions, toConditions } from "@/components/attribution/conditions"
import { Button } from "@/components/ui/button"
import { FormActions, SelectField, TextField } from "@/components/ui/form"
import type { SharedPool } from "@/lib/attribution/schema"
import { parseTeams, teamsText } from "./pool-words"

const SPLITS = [
  { value: "proportional", label: "By what each team spends itself" },
  { value: "even", label: "Evenly" },
  { value: "fixed", label: "By fixed shares" },
]

export interface PoolFormProps extends KnownValues {
  /** The pool to change; a new one without. */
  pool: SharedPool | null
  busy: boolean
  /** What is wrong, by field; of conditions by their place. */
  fields: Readonly<Record<string, string>>
  faults: Readonly<Record<number, string>>
  onDone: (pool: SharedPool) => void
}

/** What is shared, among whom and how. */
export function PoolForm({ pool, busy, fields, faults, onDone, ...known }: PoolFormProps) {
  const [conditions, setConditions] = useState<Condition[]>(toConditions(pool?.when ?? ["team="]))
  const [split, setSplit] = useState<SharedPool["split"]>(pool?.split ?? "proportional")
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    onDone({
      name: String(values.get("name")).trim(),
      when: fromConditions(conditions),
      split,
      teams: parseTeams(String(values.get("teams")), split),
    })
  }
  return (
    <form onSubmit={submit}>
      <TextField
        label="Name"
        name="name"
        defaultValue={pool?.name ?? ""}
        error={fields.name}
        autoComplete="off"
        maxLength={120}
        required
      />
      <ConditionFields {...known} conditions={conditions} faults={faults} onChange={setConditions} />
      {fields.when && (
        <p role="alert" className="mb-3 text-xs text-bad">
          {fields.when}
        </p>
      )}
      <SelectField
        label="Shared"
        name="split"
        choices={SPLITS}
        value={split}
        onChange={(event) => setSplit(event.target.value as SharedPool["split"])}
      />
      <TextField
        label="Among"
        name="teams"
        defaultValue={teamsText(pool?.teams ?? [])}
        hint={
          split === "fixed"
            ? "Such as Search 40; Support 35.5: percentages. The rest stays unallocated."
            : "Teams with ; between them. Empty: every team that spends something itself."
        }
        error={fields.teams}
        autoComplete="off"
      />
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          Save
        </Button>
      </FormActions>
    </form>
  )
}
