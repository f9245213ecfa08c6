import type { ReactNode } from "react"
import { PageHeader, StickyBar } from "@/components/shell/page"
import { SettingsLink } from "./settings-link"

/** The pages of the settings, in order. */
const PAGES = [
  { href: "/settings", label: "Organisation" },
  { href: "/settings/members", label: "Members" },
  { href: "/settings/endpoints", label: "Endpoints" },
  { href: "/settings/audit", label: "Audit" },
  { href: "/settings/profile", label: "Profile" },
] as const

/** The head of every page of the settings. */
export function SettingsHeader({ actions }: { actions?: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings" actions={actions} />
      <StickyBar>
        <nav aria-label="Settings">
          <ul className="flex gap-5">
            {PAGES.map(({ href, label }) => (
              <li key={href}>
                <SettingsLink href={href}>{label}</SettingsLink>
              </li>
            ))}
          </ul>
        </nav>
      </StickyBar>
    </>
  )
}
