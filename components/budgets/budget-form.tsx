import { type FormEvent, type RefObject, useState } from "react"
import { ConditionFields } from "@/components/attribution/condition-fields"
import { type Condition, fromConditions, toConditions } from "@/components/attribution/conditions"
import { Button } from "@/components/ui/button"
import { CheckField, FormActions, SelectField, TextField } from "@/components/ui/form"
import type { Budget } from "@/lib/budgets/schema"
import type { BudgetContext } from "./budget-button"
import { scopeTexts } from "./budget-words"

const EACH = [
  { value: "", label: "The scope as a whole" },
  ...["user", "team", "agent", "feature"].map((value) => ({ value, label: `Each ${value}` })),
  { value: "api_key", label: "Each API key" },
]
const PERIODS = [
  { value: "day", label: "A day" },
  { value: "week", label: "A week" },
  { value: "month", label: "A month" },
  { value: "quarter", label: "A quarter of the fiscal year" },
  ...[2, 4, 6].map((months) => ({ value: `custom ${months}`, label: `${months} months of the fiscal year` })),
  { value: "custom 12", label: "A fiscal year" },
]
const EXCEED = [
  { value: "warn", label: "Warn who asks" },
  { value: "deny", label: "Deny who asks" },
]

function percents(text: FormDataEntryValue | null): number[] {
  return String(text ?? "")
    .split(/[^0-9.]+/)
    .filter((part) => part !== "")
    .map(Number)
}

export interface BudgetFormProps extends BudgetContext {
  formRef: RefObject<HTMLFormElement | null>
  budget: Budget | null
  busy: boolean
  fields: Readonly<Record<string, string>>
  onDone: (body: { name: string }) => void
}

function bodyOf(
  form: HTMLFormElement,
  conditions: readonly Condition[],
  { budget, currency }: BudgetFormProps,
) {
  const values = new FormData(form)
  const [period = "month", months] = String(values.get("period")).split(" ")
  const start = budget?.fiscal?.start_month ?? null
  return {
    name: String(values.get("name")).trim(),
    scope: fromConditions(conditions),
    each: String(values.get("each")) || null,
    period,
    fiscal: months ? { months: Number(months), start_month: start } : null,
    amount: String(values.get("amount")).trim().replaceAll(",", ""),
    currency: budget?.currency ?? currency,
    thresholds: percents(values.get("thresholds")),
    forecast_thresholds: percents(values.get("forecast")),
    on_exceed: values.get("on_exceed"),
    notify: values.getAll("notify").map(String),
  }
}

/** Scope, amount, period and thresholds of a budget. */
export function BudgetForm(props: BudgetFormProps) {
  const { formRef, budget, busy, fields, onDone, currency, endpoints, ...known } = props
  const [conditions, setConditions] = useState<Condition[]>(() =>
    toConditions(budget ? scopeTexts(budget.scope) : []),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onDone(bodyOf(event.currentTarget, conditions, props))
  }
  const [period, setPeriod] = useState<string>(
    budget?.fiscal ? `custom ${budget.fiscal.months}` : (budget?.period ?? "month"),
  )
  const text = { autoComplete: "off", required: true } as const
  return (
    <form ref={formRef} onSubmit={submit}>
      <TextField
        {...text}
        label="Name"
        name="name"
        defaultValue={budget?.name ?? ""}
        error={fields.name}
        maxLength={120}
      />
      <ConditionFields {...known} conditions={conditions} faults={{}} onChange={setConditions} />
      {fields.scope && (
        <p role="alert" className="mb-3 text-xs text-bad">
          {fields.scope}
        </p>
      )}
      <SelectField label="The amount is for" name="each" choices={EACH} defaultValue={budget?.each ?? ""} />
      <TextField
        {...text}
        label={`Amount in ${budget?.currency ?? currency}`}
        name="amount"
        inputMode="decimal"
        defaultValue={budget?.amount ?? ""}
        error={fields.amount}
      />
      <SelectField
        label="Period"
        name="period"
        choices={PERIODS}
        value={period}
        onChange={({ target }) => setPeriod(target.value)}
      />
      <TextField
        label="Thresholds"
        name="thresholds"
        hint="Percent of the limit that is spent, such as 80, 100."
        defaultValue={(budget?.thresholds ?? [80, 100]).join(", ")}
        error={fields.thresholds}
        autoComplete="off"
      />
      {period !== "day" && (
        <TextField
          label="Thresholds on the forecast"
          name="forecast"
          hint="Percent of the limit that the period is forecast to end at."
          defaultValue={(budget?.forecast_thresholds ?? []).join(", ")}
          error={fields.forecast_thresholds}
          autoComplete="off"
        />
      )}
      <SelectField
        label="Beyond the limit"
        name="on_exceed"
        choices={EXCEED}
        defaultValue={budget?.on_exceed ?? "warn"}
      />
      <Told endpoints={endpoints} notify={budget?.notify ?? []} />
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          Save
        </Button>
      </FormActions>
    </form>
  )
}

/** Who is told of a crossing; a name that no endpoint has any more stands until it is taken off. */
function Told({ endpoints, notify }: { endpoints: readonly string[]; notify: readonly string[] }) {
  const names = [...new Set([...endpoints, ...notify])]
  return (
    <fieldset>
      <legend className="mb-1 text-xs text-ink-2">Told of a crossing</legend>
      {names.length === 0 && (
        <p className="text-xs text-ink-3">Nobody yet: endpoints are added in the settings.</p>
      )}
      {names.map((name) => (
        <CheckField
          key={name}
          label={name}
          name="notify"
          value={name}
          defaultChecked={notify.includes(name)}
          hint={endpoints.includes(name) ? undefined : "There is no such endpoint any more."}
        />
      ))}
    </fieldset>
  )
}
