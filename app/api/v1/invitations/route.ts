import * as z from "zod"
import { inviteByMail } from "@/lib/auth/invitation-letter"
import { createdInvitation, invitationInput, invitationSummary } from "@/lib/auth/member-schema"
import { listInvitations } from "@/lib/auth/members"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const access = { auth: "session", roles: ["owner", "admin"] } as const
const invitations = z.object({ invitations: z.array(invitationSummary) })

const list = route(
  {
    ...access,
    document: {
      summary: "List open invitations",
      tag: "People",
      responses: { 200: { description: "Newest first.", body: invitations } },
    },
  },
  async ({ scope }) => ({ invitations: await listInvitations(scope) }),
)

const create = route(
  {
    ...access,
    body: invitationInput,
    document: {
      summary: "Invite somebody",
      description:
        "The answer is the only place where the link is ever shown, and a letter where mail is set up. It works once, for 7 days.",
      tag: "People",
      responses: { 201: { description: "The invitation.", body: createdInvitation } },
    },
  },
  async ({ scope, body }) => reply(201, await inviteByMail(scope, body)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list, POST: create })
