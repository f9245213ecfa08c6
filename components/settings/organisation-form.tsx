"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { Button } from "@/components/ui/button"
import { FormActions, SelectField, TextField } from "@/components/ui/form"
import type { OrganisationAnswer } from "@/lib/auth/organisation-schema"
import { useSending } from "./use-sending"

export interface OrganisationFormProps {
  organisation: OrganisationAnswer
  /** IANA names. */
  zones: readonly string[]
  /** ISO 4217 codes. */
  currencies: readonly string[]
  /** January to December. */
  months: readonly string[]
}

function choicesOf(values: readonly string[], chosen: string) {
  const all = values.includes(chosen) ? values : [chosen, ...values]
  return all.map((value) => ({ value, label: value.replaceAll("_", " ") }))
}

/** Only what differs: what is left out stays. */
function changesOf(form: FormData, { zone, next_zone, currency, has_spend }: OrganisationAnswer) {
  const given = String(form.get("zone"))
  return {
    name: String(form.get("name")),
    fiscal_start: Number(form.get("fiscal_start")),
    ...(given === (next_zone ?? zone) ? {} : { zone: given }),
    ...(has_spend || form.get("currency") === currency ? {} : { currency: String(form.get("currency")) }),
  }
}

export function OrganisationForm(props: OrganisationFormProps) {
  const { organisation, zones, currencies, months } = props
  const router = useRouter()
  const { form, busy, fields, fault, send } = useSending()
  const [saved, setSaved] = useState(false)
  const { name, zone, next_zone, currency, has_spend, fiscal_start } = organisation

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    setSaved(false)
    const body = changesOf(new FormData(event.currentTarget), organisation)
    const answer = await send<OrganisationAnswer>("/api/v1/organisation", "PATCH", body)
    if (!answer) return
    setSaved(true)
    router.refresh()
  }

  return (
    <form ref={form} method="post" onSubmit={onSubmit} className="max-w-[440px]">
      {fault && <FormFault>{fault}</FormFault>}
      <TextField label="Name" name="name" defaultValue={name} error={fields.name} maxLength={80} required />
      <SelectField
        label="Reporting time zone"
        name="zone"
        hint="Days and months begin in this zone. After a change all sums are made anew; until then the former days hold."
        error={fields.zone}
        choices={choicesOf(zones, next_zone ?? zone)}
        defaultValue={next_zone ?? zone}
      />
      <SelectField
        label="Reporting currency"
        name="currency"
        hint={
          has_spend
            ? `Fixed with the first event: amounts are stored in ${currency}, each at the rate of its day.`
            : "Every sum is in it. It can be chosen until the first event."
        }
        error={fields.currency}
        choices={choicesOf(currencies, currency)}
        defaultValue={currency}
        disabled={has_spend}
      />
      <SelectField
        label="Fiscal year begins in"
        name="fiscal_start"
        hint="Quarters and years to date follow it."
        error={fields.fiscal_start}
        choices={months.map((label, index) => ({ value: String(index + 1), label }))}
        defaultValue={String(fiscal_start)}
      />
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          Save changes
        </Button>
        <span role="status" className="text-ink-2">
          {saved ? "Saved." : ""}
        </span>
      </FormActions>
    </form>
  )
}
