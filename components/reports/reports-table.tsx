"use client"

import { useMemo } from "react"
import { AskButton } from "@/components/settings/ask-button"
import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { TextLink } from "@/components/ui/text-link"
import type { ReportSchedule } from "@/lib/reports/schema"
import { formatInstant } from "@/lib/time-format"
import { ChangeReport } from "./change-report"
import type { ReportOffer } from "./report-form"
import { lastWords, whenWords } from "./report-words"
import { SendNow } from "./send-now"

function columnsFor(zone: string, canMail: boolean, offer: ReportOffer): Column<ReportSchedule>[] {
  return [
    {
      id: "name",
      header: "Report",
      align: "left",
      cell: ({ name, page, query }) => (
        <TextLink quiet href={query === "" ? page : `${page}?${query}`} prefetch={false}>
          {name}
        </TextLink>
      ),
    },
    { id: "when", header: "When", align: "left", cell: whenWords },
    {
      id: "to",
      header: "To",
      align: "left",
      phone: "hidden",
      cell: ({ recipients }) => (
        <span className="block min-w-40 wrap-anywhere whitespace-normal">
          {recipients.join(", ") || "nobody any more"}
        </span>
      ),
    },
    {
      id: "last",
      header: "Last letters",
      align: "left",
      cell: ({ last }) => (
        <span className="block min-w-40 wrap-anywhere whitespace-normal">{lastWords(last)}</span>
      ),
    },
    {
      id: "next",
      header: "Next",
      align: "left",
      phone: "hidden",
      cell: ({ next_at, paused_because }) => paused_because ?? formatInstant(new Date(next_at), zone),
    },
    {
      id: "by",
      header: "As seen by",
      align: "left",
      phone: "hidden",
      cell: ({ created_by }) => created_by ?? "–",
    },
    {
      id: "act",
      header: "Change",
      cell: (report) => (
        <span className="inline-flex flex-wrap justify-end gap-x-3 gap-y-1 py-1">
          {canMail && report.paused_because === null && <SendNow id={report.id} name={report.name} />}
          <ChangeReport {...offer} report={report} />
          <AskButton
            word="End"
            title={`End ${report.name}`}
            description="It is not mailed any more, to anybody."
            action="End report"
            path={`/api/v1/reports/${report.id}`}
          />
        </span>
      ),
    },
  ]
}

const idOf = ({ id }: ReportSchedule) => String(id)

export interface ReportsTableProps {
  reports: readonly ReportSchedule[]
  zone: string
  canMail: boolean
  offer: ReportOffer
}

/** What is mailed when to whom, and what became of it. */
export function ReportsTable({ reports, zone, canMail, offer }: ReportsTableProps) {
  const columns = useMemo(() => columnsFor(zone, canMail, offer), [zone, canMail, offer])
  return <DataTable label="Reports" columns={columns} rows={reports} rowId={idOf} />
}
