import type { ReactNode } from "react"
import { CopyLink } from "@/components/filters/copy-link"
import { PrintButton } from "@/components/print/print-button"
import type { ExportMenuProps } from "./export-menu"
import { ExportMenuLater } from "./export-menu-later"

export interface PageActionsProps extends ExportMenuProps {
  /** The menu of saved views. */
  views?: ReactNode
}

/** What can be done with the view in the address: take it along, or pass it on. */
export function PageActions({ views, ...props }: PageActionsProps) {
  return (
    <>
      {views}
      <ExportMenuLater {...props} />
      <PrintButton />
      <CopyLink />
    </>
  )
}
