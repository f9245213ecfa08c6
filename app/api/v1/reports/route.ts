import * as z from "zod"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { createReport } from "@/lib/reports/mutations"
import { listReports } from "@/lib/reports/queries"
import { reportInput, reportsAnswer } from "@/lib/reports/schema"

const list = route(
  {
    auth: "session",
    document: {
      summary: "List the reports that are mailed",
      description: "The asker's own; all of them for owners and administrators.",
      tag: "Reports",
      responses: { 200: { description: "With the letters of the newest period.", body: reportsAnswer } },
    },
  },
  ({ scope }) => listReports(scope),
)

const create = route(
  {
    auth: "session",
    body: reportInput,
    document: {
      summary: "Mail a view for every day, week or month",
      description:
        "As its maker sees it on the day. After an outage the newest period alone is sent, and none is sent twice.",
      tag: "Reports",
      responses: { 201: { description: "The report's id.", body: z.object({ id: z.int() }) } },
    },
  },
  async ({ scope, body }) => reply(201, await createReport(scope, body)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list, POST: create })
