import { ThemeSwitch } from "./theme-switch"

export interface IdentityProps {
  name: string
  role: string
  zone: string
  currency: string
}

/** The foot of the rail: who looks, and in which zone and currency all figures are. */
export function Identity({ name, role, zone, currency }: IdentityProps) {
  return (
    <>
      <b className="block font-medium text-ink-2">{name}</b>
      <span className="block">
        {role} · {zone} · {currency}
      </span>
      <ThemeSwitch />
    </>
  )
}
