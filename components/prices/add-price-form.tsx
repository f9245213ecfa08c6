import { type FormEvent, useEffect, useRef, useState } from "react"
import { type ApiRefusal, callApi } from "@/components/sources/call-api"
import { Button } from "@/components/ui/button"
import { FormActions, SelectField, TextField } from "@/components/ui/form"

export interface AddPriceFormProps {
  /** The first day offered, `YYYY-MM-DD`. */
  from: string
  /** The reporting currency. */
  currency: string
  provider?: string | undefined
  model?: string | undefined
  onAdded: (added: AddedPrice) => void
}

/** What was added, as a re-rate of earlier calls asks for it. */
export interface AddedPrice {
  from: string
  provider: string
  models: string[]
}

const RATES = [
  { key: "input_uncached", label: "Input" },
  { key: "output", label: "Output" },
  { key: "cache_read", label: "Cache read" },
  { key: "cache_write_5m", label: "Cache write 5 min" },
  { key: "cache_write_1h", label: "Cache write 1 h" },
  { key: "cache_write_other", label: "Cache write, other" },
] as const

const KINDS = [
  { value: "rates", label: "Rates of your own" },
  { value: "percent", label: "A percentage of the list" },
]

function inputOf(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? "").trim()
  const byPercent = text("kind") === "percent"
  const rates = [...RATES.map(({ key }) => key), "request"].flatMap((key) =>
    text(key) === "" ? [] : [[key, text(key)] as const],
  )
  return {
    provider: text("provider"),
    models: text("models")
      .split(/[\s,]+/)
      .filter(Boolean),
    from: text("from"),
    to: text("to") || null,
    source: text("source"),
    ...(byPercent
      ? { percent: text("percent") }
      : { currency: text("currency"), per_million: Object.fromEntries(rates) }),
  }
}

/** Everything that a price of one's own says; what is wrong stands at its field. */
export function AddPriceForm({ from, currency, provider, model, onAdded }: AddPriceFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [kind, setKind] = useState("rates")
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<ApiRefusal | null>(null)
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()
  }, [refusal])
  const error = (name: string) =>
    Object.entries(refusal?.fields ?? {}).find(([pointer]) => pointer.split("/").includes(name))?.[1]
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setBusy(true)
    const body = inputOf(new FormData(event.currentTarget))
    const answer = await callApi("/api/v1/prices", { method: "POST", body })
    setBusy(false)
    if (answer.ok) onAdded(body)
    else setRefusal(answer.refusal)
  }
  return (
    <form ref={form} onSubmit={submit}>
      {refusal && (
        <p role="alert" className="mb-4 rounded-md bg-bad-soft px-3 py-2 text-bad">
          {refusal.detail}
        </p>
      )}
      <Facts {...{ from, currency, provider, model, kind, error }} onKind={setKind} />
      {kind === "rates" && <Rates error={error} />}
      <TextField
        label="Source"
        name="source"
        hint="Such as the contract's name and date."
        error={error("source")}
        required
      />
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          Add price
        </Button>
      </FormActions>
    </form>
  )
}

interface FactsProps extends Omit<AddPriceFormProps, "onAdded"> {
  kind: string
  onKind: (kind: string) => void
  error: (name: string) => string | undefined
}

function Facts({ from, currency, provider, model, kind, onKind, error }: FactsProps) {
  return (
    <div className="grid items-start gap-x-4 md:grid-cols-2">
      <TextField
        label="Provider or gateway"
        name="provider"
        defaultValue={provider}
        error={error("provider")}
        required
      />
      <TextField
        label="Models"
        name="models"
        defaultValue={model}
        hint="Several with commas; * stands for anything."
        error={error("models")}
        required
      />
      <TextField label="From" name="from" type="date" defaultValue={from} error={error("from")} required />
      <TextField label="First day without it" name="to" type="date" hint="Empty: open." error={error("to")} />
      <SelectField
        label="Kind"
        name="kind"
        choices={KINDS}
        value={kind}
        onChange={(event) => onKind(event.target.value)}
      />
      {kind === "percent" ? (
        <TextField
          label="Percent"
          name="percent"
          hint="-12.5 is 12.5% below list."
          error={error("percent")}
          required
        />
      ) : (
        <TextField
          label="Currency"
          name="currency"
          defaultValue={currency}
          error={error("currency")}
          required
        />
      )}
    </div>
  )
}

function Rates({ error }: { error: (name: string) => string | undefined }) {
  return (
    <fieldset>
      <legend className="mb-2 text-xs text-ink-2">
        Per million tokens; what is left empty stays at list
      </legend>
      <div className="grid items-start gap-x-4 md:grid-cols-2">
        {RATES.map(({ key, label }) => (
          <TextField
            key={key}
            label={label}
            name={key}
            inputMode="decimal"
            autoComplete="off"
            error={error(key)}
          />
        ))}
      </div>
      <TextField
        label="Per request"
        name="request"
        inputMode="decimal"
        autoComplete="off"
        error={error("request")}
      />
    </fieldset>
  )
}
