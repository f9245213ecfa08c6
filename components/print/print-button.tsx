"use client"

import { Button } from "@/components/ui/button"

/** Hands the page to the browser's printing, laid out for A4. */
export function PrintButton() {
  return (
    <Button kind="plain" onClick={() => window.print()}>
      Print
    </Button>
  )
}
