import { type ReactNode, Suspense } from "react"
import { SessionKeeper } from "@/components/account/session-keeper"
import { SignOutButton } from "@/components/account/sign-out-button"
import { AppShell } from "@/components/shell/app-shell"
import { Identity } from "@/components/shell/identity"
import { ThemeSwitch } from "@/components/shell/theme-switch"
import { getAccount } from "@/lib/auth/account"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"

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
    >
      {children}
      <SessionKeeper />
    </AppShell>
  )
}

async function OrganisationName() {
  const { name } = await getOrganisation(await requireScope())
  return name
}

async function Foot() {
  const scope = await requireScope()
  const [account, { zone, currency }] = await Promise.all([getAccount(scope), getOrganisation(scope)])
  return (
    <Identity
      name={account.name}
      role={account.role}
      zone={zone}
      currency={currency}
      signOut={<SignOutButton />}
    />
  )
}
