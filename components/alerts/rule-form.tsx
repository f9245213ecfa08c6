import { type FormEvent, type RefObject, useState } from "react"
import { ConditionFields } from "@/components/attribution/condition-fields"
import { type Condition, fromConditions, toConditions } from "@/components/attribution/conditions"
import { Button } from "@/components/ui/button"
import { CheckField, FormActions, SelectField, TextField } from "@/components/ui/form"
import type { Preview, Rule, RuleKind } from "@/lib/alerts/rule-schema"
import type { RuleContext } from "./rule-button"
import { FANNED, KIND_CHOICES, mayNarrowBy, NARROWED } from "./rule-choices"
import { conditionOf, RuleFields } from "./rule-fields"
import type { RulePreset } from "./rule-preset"
import { RulePreview } from "./rule-preview"

const EACH = [
  { value: "", label: "The whole" },
  ...["user", "team", "agent", "feature"].map((value) => ({ value, label: `Each ${value}` })),
  { value: "api_key", label: "Each API key" },
  ...["model", "provider"].map((value) => ({ value, label: `Each ${value}` })),
]
const AGAIN = [
  { value: "", label: "Once" },
  ...[1, 4, 24].map((hours) => ({
    value: String(hours),
    label: `Every ${hours === 1 ? "hour" : `${hours} hours`}`,
  })),
]

export interface RuleFormProps extends RuleContext {
  formRef: RefObject<HTMLFormElement | null>
  rule: Rule | null
  preset: RulePreset | null
  busy: boolean
  fields: Readonly<Record<string, string>>
  preview: Preview | null
  /** Something was written: what was previewed no longer holds. */
  onChange: () => void
  onPreview: (body: object) => void
  onSave: (body: { name: string }) => void
}

function bodyOf(form: HTMLFormElement, kind: RuleKind, conditions: readonly Condition[]) {
  const values = new FormData(form)
  return {
    name: String(values.get("name")).trim(),
    condition: conditionOf(kind, values),
    scope: NARROWED.includes(kind)
      ? fromConditions(conditions.filter(({ dimension }) => mayNarrowBy(kind, dimension)))
      : [],
    each: FANNED.includes(kind) ? String(values.get("each")) || null : null,
    renotify_hours: Number(values.get("again")) || null,
    notify: values.getAll("notify").map(String),
    paused: values.get("paused") !== null,
  }
}

function Endpoints({ endpoints, notify }: { endpoints: readonly string[]; notify: readonly string[] }) {
  const names = [...new Set([...endpoints, ...notify])]
  return (
    <fieldset className="mb-4">
      <legend className="mb-1 text-xs text-ink-2">Tells</legend>
      {names.length === 0 && (
        <p className="text-xs text-ink-3">
          There is no endpoint yet. Without one alerts are recorded and nobody is told.
        </p>
      )}
      {names.map((name) => (
        <CheckField
          key={name}
          label={endpoints.includes(name) ? name : `${name} (there is no such endpoint)`}
          name="notify"
          value={name}
          defaultChecked={notify.includes(name)}
        />
      ))}
    </fieldset>
  )
}

/** What a rule looks at, from where on it is bad, and who is told. */
export function RuleForm(props: RuleFormProps) {
  const { formRef, rule, preset, busy, fields, preview, onChange, onPreview, onSave, ...known } = props
  const start = rule ?? preset
  const [kind, setKind] = useState<RuleKind>(start?.condition.kind ?? "spend_change")
  const [conditions, setConditions] = useState<Condition[]>(() => toConditions(start?.scope ?? []))
  const narrows = known.dimensions.filter((dimension) => mayNarrowBy(kind, dimension))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onSave(bodyOf(event.currentTarget, kind, conditions))
  }
  const look = () => {
    const form = formRef.current
    if (form?.reportValidity()) onPreview(bodyOf(form, kind, conditions))
  }
  return (
    <form ref={formRef} onSubmit={submit} onChange={onChange}>
      <TextField
        label="Name"
        name="name"
        required
        maxLength={120}
        autoComplete="off"
        defaultValue={start?.name ?? ""}
        error={fields.name}
      />
      <SelectField
        label="Watches"
        name="kind"
        choices={KIND_CHOICES}
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value as RuleKind)}
      />
      <RuleFields
        key={kind}
        kind={kind}
        condition={start?.condition.kind === kind ? start.condition : null}
        currency={known.currency}
        fields={fields}
      />
      {NARROWED.includes(kind) && (
        <ConditionFields
          values={known.values}
          dimensions={narrows}
          conditions={conditions.filter(({ dimension }) => mayNarrowBy(kind, dimension))}
          faults={{}}
          onChange={setConditions}
        />
      )}
      {fields.scope && (
        <p role="alert" className="mb-3 text-xs text-bad">
          {fields.scope}
        </p>
      )}
      {FANNED.includes(kind) && (
        <SelectField label="Looks at" name="each" choices={EACH} defaultValue={rule?.each ?? ""} />
      )}
      <Endpoints endpoints={known.endpoints} notify={rule?.notify ?? known.endpoints} />
      <SelectField
        label="While it lasts and nobody acknowledges it, tells"
        name="again"
        choices={AGAIN}
        defaultValue={String(rule?.renotify_hours ?? "")}
      />
      <CheckField label="Paused" name="paused" defaultChecked={rule?.paused ?? false} />
      <RulePreview preview={preview} zone={known.zone} />
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          Save
        </Button>
        <Button onClick={look} disabled={busy}>
          Preview
        </Button>
      </FormActions>
    </form>
  )
}
