import type { Metadata, Viewport } from "next"
import { headers } from "next/headers"
import type { ReactNode } from "react"
import { Theme } from "@/components/shell/theme"
import { fontVariables } from "./fonts"
import "./globals.css"

export const metadata: Metadata = {
  title: { default: "Tollgate", template: "%s · Tollgate" },
  description: "An exact ledger of what every LLM call costs.",
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#101214" },
  ],
}

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The theme's script sets an attribute here before React wakes up.
    <html lang="en" className={fontVariables} suppressHydrationWarning>
      <body>
        <Themed>{children}</Themed>
      </body>
    </html>
  )
}

async function Themed({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined
  return <Theme nonce={nonce}>{children}</Theme>
}
