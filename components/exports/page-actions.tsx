import { CopyLink } from "@/components/filters/copy-link"
import { ExportMenu, type ExportMenuProps } from "./export-menu"

/** What can be done with the view in the address: take it along, or pass it on. */
export function PageActions(props: ExportMenuProps) {
  return (
    <>
      <ExportMenu {...props} />
      <CopyLink />
    </>
  )
}
