import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { askerOf, mayMailTo } from "@/lib/reports/asker"
import { listReports } from "@/lib/reports/queries"
import type { ReportSchedule } from "@/lib/reports/schema"
import { MAILED_PAGES } from "@/lib/views/address"
import { listViews } from "@/lib/views/queries"

/** Offered to everybody beside what they saved. */
const USUAL = [
  { id: null, name: "Overview, by team", page: "/" as const, query: "" },
  { id: null, name: "Explore, by model", page: "/explore" as const, query: "group_by=model" },
]

function isReportPage(page: string): page is ReportSchedule["page"] {
  return (MAILED_PAGES as readonly string[]).includes(page)
}

/** The reports that the asker sees, and what a new one can be made of. */
export async function readReports() {
  const scope = await requireScope()
  const { orgId, actor } = scope
  const [{ zone }, { reports, can_mail: canMail }, views, asker] = await Promise.all([
    getOrganisation(scope),
    listReports(scope),
    listViews(scope),
    actor.kind === "user" ? askerOf(orgId, actor.userId) : null,
  ])
  const saved = views.flatMap(({ id, name, page, query }) =>
    isReportPage(page) ? [{ id, name, page, query }] : [],
  )
  return {
    zone,
    reports,
    canMail,
    offer: {
      views: [...saved, ...USUAL],
      email: asker?.email ?? "",
      toAnybody: asker !== null && mayMailTo(asker) === null,
    },
  }
}
