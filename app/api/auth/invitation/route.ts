import { readInvitation } from "@/lib/auth/accept-invitation"
import { invitationToken, openInvitation } from "@/lib/auth/invitation-schema"
import { methods, route } from "@/lib/http/route"

// By POST, so that the link's text stands in no address and no log.
const read = route(
  {
    auth: "none",
    ownPages: true,
    body: invitationToken,
    limits: { maxBytes: 4 * 1024 },
    document: {
      summary: "Read an invitation by its link's text",
      tag: "People",
      responses: { 200: { description: "What it offers.", body: openInvitation } },
    },
  },
  ({ body }) => readInvitation(body.token),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: read })
