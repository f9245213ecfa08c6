import type { Metadata } from "next"
import { Suspense } from "react"
import { DemoNotice } from "@/app/(app)/demo-notice"
import { FreshBar } from "@/app/(app)/fresh-bar"
import { TableExport } from "@/components/exports/table-export"
import { CopyLink } from "@/components/filters/copy-link"
import { PrintButton } from "@/components/print/print-button"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { RangeChoice } from "./range-choice"
import { ShowbackBody } from "./showback-body"

export const metadata: Metadata = { title: "Showback" }

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** Who bears the spend: teams, what they share, and what nobody is charged for. */
export default function ShowbackPage({ searchParams }: Props) {
  return (
    <>
      <PageHeader
        title="Showback"
        actions={
          <>
            <TableExport file="showback.csv" />
            <PrintButton />
            <CopyLink />
          </>
        }
      />
      <FreshBar>
        <RangeChoice />
      </FreshBar>
      <Suspense>
        <DemoNotice />
      </Suspense>
      <Wrap>
        <div className="pt-4">
          <Suspense fallback={<Skeleton label="Loading showback" rows={10} />}>
            <ShowbackBody searchParams={searchParams} />
          </Suspense>
        </div>
      </Wrap>
    </>
  )
}
