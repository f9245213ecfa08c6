import type { ReactNode } from "react"
import { buttonClass } from "@/components/ui/button"

const ID = "account"

/** On phones the rail's foot is behind this button. The browser's own popover: it needs no script. */
export function AccountPopover({ children }: { children: ReactNode }) {
  return (
    <>
      <button type="button" popoverTarget={ID} className={buttonClass("plain")}>
        Account
      </button>
      <div
        id={ID}
        popover="auto"
        className="inset-auto top-11 right-4 m-0 w-60 rounded-md border border-line bg-pop p-4 text-xs leading-[1.8] font-regular text-ink-3 shadow-float md:hidden"
      >
        {children}
      </div>
    </>
  )
}
