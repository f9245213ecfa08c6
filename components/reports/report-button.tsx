"use client"

import { Button } from "@/components/ui/button"
import { later, OpensLater } from "@/components/ui/opens-later"
import type { ReportDialogProps } from "./report-dialog"

const ReportDialog = later(async () => (await import("./report-dialog")).ReportDialog)

/** Opens the form of a new report; of a view that the address names, from the start. */
export function ReportButton(props: ReportDialogProps) {
  return (
    <OpensLater
      open={props.view !== undefined}
      button={(open) => (
        <Button kind="primary" onClick={open}>
          New report
        </Button>
      )}
    >
      <ReportDialog {...props} />
    </OpensLater>
  )
}
