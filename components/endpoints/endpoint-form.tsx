import { type FormEvent, type RefObject, useState } from "react"
import { Button } from "@/components/ui/button"
import { FormActions, SelectField, TextField } from "@/components/ui/form"
import type { EndpointInput, EndpointSummary, EndpointTarget } from "@/lib/delivery/schema"
import { type EndpointKind, KIND_WORDS } from "./endpoint-words"

const KINDS = (Object.keys(KIND_WORDS) as EndpointKind[]).map((value) => ({
  value,
  label: KIND_WORDS[value].label,
}))
const REGIONS = [
  { value: "us", label: "United States" },
  { value: "eu", label: "Europe" },
]

function targetOf(kind: EndpointKind, values: FormData): EndpointTarget {
  const to = String(values.get("to")).trim()
  if (kind === "email") return { kind, address: to }
  if (kind === "pagerduty") {
    return { kind, routing_key: to, region: values.get("region") === "eu" ? "eu" : "us" }
  }
  return { kind, url: to }
}

export interface EndpointFormProps {
  formRef: RefObject<HTMLFormElement | null>
  /** The endpoint to change; a new one without. */
  endpoint: EndpointSummary | null
  busy: boolean
  fields: Readonly<Record<string, string>>
  onDone: (body: Omit<EndpointInput, "target"> & { target?: EndpointTarget }) => void
}

/** What an endpoint is called and where it leads. Of one that stands the target is written anew, or left. */
export function EndpointForm({ formRef, endpoint, busy, fields, onDone }: EndpointFormProps) {
  const [kind, setKind] = useState<EndpointKind>(endpoint?.kind ?? "slack")
  const { to, hint } = KIND_WORDS[kind]
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const name = String(values.get("name")).trim()
    const stays = endpoint !== null && String(values.get("to")).trim() === ""
    onDone(stays ? { name } : { name, target: targetOf(kind, values) })
  }
  const fault = fields["target/url"] ?? fields["target/address"] ?? fields["target/routing_key"]
  return (
    <form ref={formRef} method="post" onSubmit={submit}>
      <TextField
        label="Name"
        name="name"
        hint="Budgets and alerts call it by this name."
        defaultValue={endpoint?.name ?? ""}
        error={fields.name}
        maxLength={80}
        autoComplete="off"
        required
      />
      {endpoint === null && (
        <SelectField
          label="Kind"
          name="kind"
          choices={KINDS}
          value={kind}
          onChange={(event) => setKind(event.target.value as EndpointKind)}
        />
      )}
      <TextField
        label={to}
        name="to"
        hint={endpoint ? `Now ${endpoint.shown}. Left empty it stays.` : hint}
        error={fault}
        maxLength={2_000}
        autoComplete="off"
        required={endpoint === null}
      />
      {kind === "pagerduty" && <SelectField label="Region" name="region" choices={REGIONS} />}
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          {endpoint ? "Change endpoint" : "Add endpoint"}
        </Button>
      </FormActions>
    </form>
  )
}
