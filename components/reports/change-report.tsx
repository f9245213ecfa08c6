"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { ChangeReportDialogProps } from "./change-report-dialog"

const ChangeReportDialog = later(async () => (await import("./change-report-dialog")).ChangeReportDialog)

/** The word that opens a report's form. */
export function ChangeReport(props: ChangeReportDialogProps) {
  return (
    <OpensLater
      button={(open) => (
        <TextButton onClick={open} aria-label={`Change ${props.report.name}`}>
          Change
        </TextButton>
      )}
    >
      <ChangeReportDialog {...props} />
    </OpensLater>
  )
}
