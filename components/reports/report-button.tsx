"use client"

import { Button } from "@/components/ui/button"
import { later, OpensLater } from "@/components/ui/opens-later"
import type { ReportDialogProps } from "./report-dialog"

const ReportDialog = later(async () => (await import("./report-dialog")).ReportDialog)

export function ReportButton(props: ReportDialogProps) {
  return (
    <OpensLater
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
