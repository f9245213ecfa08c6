"use client"

import { useRouter } from "next/navigation"
import type { FormEvent } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { CheckField, FormActions, SelectField, TextField } from "@/components/ui/form"
import type { ReportSchedule } from "@/lib/reports/schema"
import { EVERY_WORDS } from "./report-words"

/** A view that can be mailed. */
export interface MailedView {
  name: string
  page: ReportSchedule["page"]
  query: string
}

/** What a report can be made of. */
export interface ReportOffer {
  views: readonly MailedView[]
  /** The asker's own address. */
  email: string
  /** Others than their own may be written. */
  toAnybody: boolean
}

export interface ReportFormProps extends ReportOffer {
  /** The report to change; null makes a new one. */
  report: ReportSchedule | null
  /** What a new one is of, at first. */
  view?: MailedView | undefined
  onDone: () => void
}

const EVERY = (["day", "week", "month"] as const).map((value) => ({ value, label: EVERY_WORDS[value] }))
const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00`,
}))

/** The views to choose from, and which is chosen: one that is no longer saved stays what it was. */
function choicesOf(views: readonly MailedView[], chosen: Omit<MailedView, "name"> | undefined) {
  if (!chosen) return { choices: views, at: 0 }
  const at = views.findIndex(({ page, query }) => page === chosen.page && query === chosen.query)
  if (at >= 0) return { choices: views, at }
  return { choices: [{ name: "As it is now", page: chosen.page, query: chosen.query }, ...views], at: 0 }
}

/** What the form says, as the API takes it. */
function bodyOf(form: HTMLFormElement, choices: readonly MailedView[], email: string | null) {
  const values = new FormData(form)
  const text = (name: string) => String(values.get(name) ?? "").trim()
  const view = choices[Number(text("view"))]
  const written = text("recipients")
    .split(/[\s,;]+/)
    .filter(Boolean)
  return {
    ...{ name: text("name"), page: view?.page, query: view?.query },
    ...{ every: text("every"), hour: Number(text("hour")), csv: values.get("csv") === "on" },
    recipients: email === null ? written : [email],
  }
}

/** What a report shows, when, and to whom it goes. */
export function ReportForm({ report, view, views, email, toAnybody, onDone }: ReportFormProps) {
  const router = useRouter()
  const { form, busy, fields, fault, send } = useSending()
  const { choices, at } = choicesOf(views, report ?? view)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const body = bodyOf(event.currentTarget, choices, toAnybody ? null : email)
    const answer = report
      ? await send(`/api/v1/reports/${report.id}`, "PATCH", body)
      : await send("/api/v1/reports", "POST", body)
    if (answer === undefined) return
    onDone()
    router.refresh()
  }
  const faultOf = (name: string) =>
    Object.entries(fields).find(([pointer]) => pointer.split("/")[0] === name)?.[1]
  return (
    <form ref={form} onSubmit={submit}>
      {fault && <FormFault>{fault}</FormFault>}
      <TextField
        label="Name"
        name="name"
        hint="The letter's subject."
        defaultValue={report?.name ?? view?.name}
        error={faultOf("name")}
        autoComplete="off"
        maxLength={80}
        required
      />
      <SelectField
        label="View"
        name="view"
        choices={choices.map(({ name }, n) => ({ value: String(n), label: name }))}
        defaultValue={String(at)}
        error={faultOf("query") ?? faultOf("page")}
      />
      <SelectField label="When" name="every" choices={EVERY} defaultValue={report?.every ?? "week"} />
      <SelectField label="At" name="hour" choices={HOURS} defaultValue={String(report?.hour ?? 8)} />
      {toAnybody ? (
        <TextField
          label="To"
          name="recipients"
          defaultValue={report?.recipients.join(", ") ?? email}
          hint="Addresses with commas between them."
          error={faultOf("recipients")}
          autoComplete="off"
          required
        />
      ) : (
        <p className="mb-4 text-xs text-ink-2">It is mailed to {email}.</p>
      )}
      <CheckField label="With the table as CSV" name="csv" defaultChecked={report?.csv ?? false} />
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          {report ? "Change report" : "Mail it"}
        </Button>
      </FormActions>
    </form>
  )
}
