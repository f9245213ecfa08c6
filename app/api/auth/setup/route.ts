import * as z from "zod"
import { completeSetup } from "@/lib/auth/setup"
import { setupInput } from "@/lib/auth/setup-schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const POST_SETUP = route(
  {
    auth: "none",
    ownPages: true,
    body: setupInput,
    limits: { maxBytes: 16 * 1024 },
    document: {
      summary: "Set up the installation",
      description: "Works once, with the token that the server prints while nobody owns it.",
      tag: "Set-up",
      responses: { 201: { description: "The owner exists and can sign in.", body: z.object({}) } },
    },
  },
  async ({ body }) => {
    await completeSetup(body)
    return reply(201, {})
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: POST_SETUP })
