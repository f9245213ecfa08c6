import type { Metadata } from "next"
import { Suspense } from "react"
import type { PageParams } from "@/components/settings/audit-address"
import { SettingsBody } from "@/components/settings/settings-body"
import { SettingsHeader } from "@/components/settings/settings-header"
import { Skeleton } from "@/components/ui/skeleton"
import { AuditSections } from "./audit-sections"

export const metadata: Metadata = { title: "Audit" }

interface Props {
  searchParams: Promise<PageParams>
}

/** Who changed what, and whether that record is whole. */
export default function AuditPage({ searchParams }: Props) {
  return (
    <>
      <SettingsHeader />
      <SettingsBody>
        <Suspense fallback={<Skeleton label="Loading the audit trail" rows={12} />}>
          <AuditSections searchParams={searchParams} />
        </Suspense>
      </SettingsBody>
    </>
  )
}
