"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { type MailedView, ReportForm, type ReportOffer } from "./report-form"

export interface ReportDialogProps extends ReportOffer {
  /** What the report is of, at first. */
  view?: MailedView | undefined
}

/** Open from the start: it is fetched when somebody asks for it. */
export function ReportDialog(props: ReportDialogProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const turn = (next: boolean) => {
    setOpen(next)
    // Else the page would open it again when it is loaded anew.
    if (!next && props.view) router.replace("/reports")
  }
  return (
    <Dialog
      title="New report"
      description="A view's figures by mail, as you see them on the day. Each letter has a link that ends it."
      open={open}
      onOpenChange={turn}
      trigger={<Button kind="primary">New report</Button>}
    >
      <ReportForm {...props} report={null} onDone={() => turn(false)} />
    </Dialog>
  )
}
