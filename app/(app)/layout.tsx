import { type ReactNode, Suspense } from "react"
import { SessionKeeper } from "@/components/account/session-keeper"
import { SignOutButton } from "@/components/account/sign-out-button"
import { KeyboardLater } from "@/components/keyboard/keyboard-later"
import { AppShell } from "@/components/shell/app-shell"
import { Identity } from "@/components/shell/identity"
import { RailNote } from "@/components/shell/rail-note"
import { ThemeSwitch } from "@/components/shell/theme-switch"
import { countOpen } from "@/lib/alerts/queries"
import { getAccount } from "@/lib/auth/account"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { countDown } from "@/lib/health/incidents"
import { readSection } from "@/lib/http/read-section"
import { formatCount } from "@/lib/money-format"

/** The frame stands at once; what is known of the person and the organisation follows into it. */
export default function AppLayout({ children }: { children: ReactNode }) {
  return (
    <AppShell
      organisation={
        <Suspense>
          <OrganisationName />
        </Suspense>
      }
      foot={
        <Suspense fallback={<ThemeSwitch />}>
          <Foot />
        </Suspense>
      }
      notes={{
        "/alerts": (
          <Suspense>
            <OpenAlerts />
          </Suspense>
        ),
        "/health": (
          <Suspense>
            <DownNow />
          </Suspense>
        ),
      }}
    >
      {children}
      <SessionKeeper />
      <KeyboardLater />
    </AppShell>
  )
}

// The frame has no page to lose itself to: what it cannot read stays out of it, and the page says why.

async function OrganisationName() {
  const found = await readSection("The organisation", async () => getOrganisation(await requireScope()))
  return found.ok ? found.value.name : null
}

async function OpenAlerts() {
  const found = await readSection("Open alerts", async () => countOpen(await requireScope()))
  if (!found.ok || found.value.open === 0) return null
  const { open, critical } = found.value
  return <RailNote text={formatCount(open)} failing={critical > 0} said="open" />
}

async function DownNow() {
  const found = await readSection("Incidents", async () => countDown(await requireScope()))
  if (!found.ok || found.value === 0) return null
  return <RailNote text={`${formatCount(found.value)} down`} failing said="now" />
}

async function readFoot() {
  const scope = await requireScope()
  const [{ name, role }, { zone, currency }] = await Promise.all([getAccount(scope), getOrganisation(scope)])
  return { name, role, zone, currency }
}

async function Foot() {
  const found = await readSection("The account", readFoot)
  return found.ok ? <Identity {...found.value} signOut={<SignOutButton />} /> : <ThemeSwitch />
}
