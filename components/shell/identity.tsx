import Link from "next/link"
import type { ReactNode } from "react"
import { ThemeSwitch } from "./theme-switch"

export interface IdentityProps {
  name: string
  role: string
  zone: string
  currency: string
  signOut?: ReactNode
}

/** The foot of the rail: who looks, and in which zone and currency all figures are. */
export function Identity({ name, role, zone, currency, signOut }: IdentityProps) {
  return (
    <>
      <Link href="/settings/profile" className="block truncate font-medium text-ink-2 hover:underline">
        {name}
      </Link>
      <span className="block">
        <span className="inline-block first-letter:uppercase">{role}</span> · {zone} · {currency}
      </span>
      <span className="flex items-center justify-between">
        <ThemeSwitch />
        {signOut}
      </span>
    </>
  )
}
