import * as z from "zod"
import { resetPassword } from "@/lib/auth/password-reset"
import { resetInput } from "@/lib/auth/reset-schema"
import { askerAddress } from "@/lib/http/asker-address"
import { methods, route } from "@/lib/http/route"

const reset = route(
  {
    auth: "none",
    ownPages: true,
    body: resetInput,
    limits: { maxBytes: 16 * 1024 },
    document: {
      summary: "Set another password by the link that was mailed",
      description: "Works once, for an hour, and ends every session of the account.",
      tag: "People",
      responses: { 200: { description: "Set; sign in with it.", body: z.object({ email: z.string() }) } },
    },
  },
  ({ body, request }) => resetPassword(body, askerAddress(request)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: reset })
