import { mailReset } from "@/lib/auth/password-reset"
import { forgottenInput } from "@/lib/auth/reset-schema"
import { countLetter } from "@/lib/auth/throttle"
import { askerAddress } from "@/lib/http/asker-address"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { requireMail } from "@/lib/mail/send"

const ask = route(
  {
    auth: "none",
    ownPages: true,
    body: forgottenInput,
    limits: { maxBytes: 4 * 1024 },
    document: {
      summary: "Have a link mailed to set another password",
      description: "Answers alike whether the address has an account or not.",
      tag: "People",
      responses: { 202: { description: "Where there is such an account, a letter is on its way." } },
    },
  },
  async ({ body: { email }, request }) => {
    requireMail()
    await countLetter(email, askerAddress(request) ?? "unknown")
    // Not awaited: how long it takes would tell whether there is an account.
    void mailReset(email)
    return reply(202)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: ask })
