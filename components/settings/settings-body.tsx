import type { ReactNode } from "react"
import { Wrap } from "@/components/shell/page"

/** The sections of a page of the settings; the first one's rule lies under that of the bar. */
export function SettingsBody({ children }: { children: ReactNode }) {
  return (
    <Wrap>
      <div className="-mt-px">{children}</div>
    </Wrap>
  )
}
