"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { CheckField, FormActions, SelectField, TextField } from "@/components/ui/form"
import type { ReportSchedule } from "@/lib/reports/schema"
import { EVERY_WORDS } from "./report-words"

/** A view that can be mailed. */
export interface MailedView {
  name: string
  page: ReportSchedule["page"]
  query: string
}

export interface ReportDialogProps {
  views: readonly MailedView[]
  /** The asker's own address. */
  email: string
  /** Others than their own may be written. */
  toAnybody: boolean
}

const EVERY = (["day", "week", "month"] as const).map((value) => ({ value, label: EVERY_WORDS[value] }))
const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00`,
}))

/** Open from the start: it is fetched when somebody asks for it. */
export function ReportDialog(props: ReportDialogProps) {
  const [open, setOpen] = useState(true)
  return (
    <Dialog
      title="New report"
      description="A view's figures by mail, as you see them on the day. Each letter has a link that ends it."
      open={open}
      onOpenChange={setOpen}
      trigger={<Button kind="primary">New report</Button>}
    >
      <ReportForm {...props} onDone={() => setOpen(false)} />
    </Dialog>
  )
}

function ReportForm({ views, email, toAnybody, onDone }: ReportDialogProps & { onDone: () => void }) {
  const router = useRouter()
  const { form, busy, fields, fault, send } = useSending()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const text = (name: string) => String(values.get(name) ?? "").trim()
    const view = views[Number(text("view"))]
    const body = {
      name: text("name"),
      page: view?.page,
      query: view?.query,
      every: text("every"),
      hour: Number(text("hour")),
      csv: values.get("csv") === "on",
      recipients: toAnybody
        ? text("recipients")
            .split(/[\s,;]+/)
            .filter(Boolean)
        : [email],
    }
    if ((await send<{ id: number }>("/api/v1/reports", "POST", body)) === undefined) return
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
        error={faultOf("name")}
        autoComplete="off"
        maxLength={80}
        required
      />
      <SelectField
        label="View"
        name="view"
        choices={views.map(({ name }, at) => ({ value: String(at), label: name }))}
        error={faultOf("query") ?? faultOf("page")}
      />
      <SelectField label="When" name="every" choices={EVERY} defaultValue="week" />
      <SelectField label="At" name="hour" choices={HOURS} defaultValue="8" />
      {toAnybody ? (
        <TextField
          label="To"
          name="recipients"
          defaultValue={email}
          hint="Addresses with commas between them."
          error={faultOf("recipients")}
          autoComplete="off"
          required
        />
      ) : (
        <p className="mb-4 text-xs text-ink-2">It is mailed to {email}.</p>
      )}
      <CheckField label="With the table as CSV" name="csv" />
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          Mail it
        </Button>
      </FormActions>
    </form>
  )
}
