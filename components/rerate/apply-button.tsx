"use client"

import { Button } from "@/components/ui/button"
import { later, OpensLater } from "@/components/ui/opens-later"
import type { ApplyRerateProps } from "./apply-rerate"

const ApplyRerate = later(async () => (await import("./apply-rerate")).ApplyRerate)

/** Opens the last question before history gets new prices. */
export function ApplyButton(props: ApplyRerateProps) {
  return (
    <OpensLater
      button={(open) => (
        <Button kind="primary" onClick={open}>
          Apply
        </Button>
      )}
    >
      <ApplyRerate {...props} />
    </OpensLater>
  )
}
