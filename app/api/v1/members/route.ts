import * as z from "zod"
import { memberSummary } from "@/lib/auth/member-schema"
import { listMembers } from "@/lib/auth/members"
import { methods, route } from "@/lib/http/route"

const list = route(
  {
    auth: "session",
    roles: ["owner", "admin"],
    document: {
      summary: "List members",
      tag: "People",
      responses: { 200: { description: "By name.", body: z.object({ members: z.array(memberSummary) }) } },
    },
  },
  async ({ scope }) => ({ members: await listMembers(scope) }),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list })
