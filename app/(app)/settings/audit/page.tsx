import type { Metadata } from "next"
import { Suspense } from "react"
import type { PageParams } from "@/components/settings/audit-address"
import { SettingsHeader } from "@/components/settings/settings-header"
import { Wrap } from "@/components/shell/page"
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
      <Wrap>
        <Suspense fallback={<Skeleton label="Loading the audit trail" rows={12} />}>
          <AuditSections searchParams={searchParams} />
        </Suspense>
      </Wrap>
    </>
  )
}
