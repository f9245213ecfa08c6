"use client"

import { Button } from "@/components/ui/button"
import { later, OpensLater } from "@/components/ui/opens-later"
import type { ImportBillProps } from "./import-bill"

const ImportBill = later(async () => (await import("./import-bill")).ImportBill)

/** The way to a provider's bill. */
export function ImportBillButton(props: ImportBillProps) {
  return (
    <OpensLater
      button={(open) => (
        <Button kind="primary" onClick={open}>
          Import a bill
        </Button>
      )}
    >
      <ImportBill {...props} />
    </OpensLater>
  )
}
