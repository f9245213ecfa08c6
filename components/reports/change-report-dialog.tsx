"use client"

import { useState } from "react"
import { Dialog } from "@/components/ui/dialog"
import { TextButton } from "@/components/ui/text-button"
import type { ReportSchedule } from "@/lib/reports/schema"
import { ReportForm, type ReportOffer } from "./report-form"

export interface ChangeReportDialogProps extends ReportOffer {
  report: ReportSchedule
}

function consequence({ paused_because, own, created_by }: ReportSchedule): string {
  if (paused_because !== null)
    return `It is paused. ${paused_because} Changing it lets it go on, as you see it.`
  const seen = own ? "you see it" : `${created_by ?? "its maker"} sees it`
  return `It goes on as ${seen}. Another rhythm begins with the first period from now on.`
}

/** Open from the start: it is fetched when somebody asks for it. */
export function ChangeReportDialog({ report, ...offer }: ChangeReportDialogProps) {
  const [open, setOpen] = useState(true)
  return (
    <Dialog
      title={`Change ${report.name}`}
      description={consequence(report)}
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton aria-label={`Change ${report.name}`}>Change</TextButton>}
    >
      <ReportForm {...offer} report={report} onDone={() => setOpen(false)} />
    </Dialog>
  )
}
