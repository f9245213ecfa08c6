import * as z from "zod"
import { acceptInvitation } from "@/lib/auth/accept-invitation"
import { acceptInput } from "@/lib/auth/invitation-schema"
import { askerAddress } from "@/lib/http/asker-address"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const accept = route(
  {
    auth: "none",
    ownPages: true,
    body: acceptInput,
    limits: { maxBytes: 16 * 1024 },
    document: {
      summary: "Accept an invitation",
      description: "Works once. An address that has an account is let in by that account's password.",
      tag: "People",
      responses: {
        201: { description: "A member, who can sign in.", body: z.object({ email: z.string() }) },
      },
    },
  },
  async ({ body, request }) => reply(201, await acceptInvitation(body, askerAddress(request))),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: accept })
