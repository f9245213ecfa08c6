"use client"

import { ThemeProvider } from "next-themes"
import type { ReactNode } from "react"

/** Sets `data-theme` before the first paint; `nonce` lets its script through the policy. */
export function Theme({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <ThemeProvider attribute="data-theme" disableTransitionOnChange={false} {...(nonce ? { nonce } : {})}>
      {children}
    </ThemeProvider>
  )
}
