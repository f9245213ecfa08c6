import * as z from "zod"
import { passwordFault } from "@/lib/auth/password-rules"
import { ROLES } from "@/lib/auth/scope"

export const invitationToken = z.strictObject({ token: z.string().trim().min(1).max(200) })

/** What the holder of a link may know before accepting. */
export const openInvitation = z.object({
  organisation: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  teams: z.array(z.string()).nullable(),
  has_account: z.boolean().meta({ description: "The address has an account: its password is asked for." }),
})
export type OpenInvitation = z.output<typeof openInvitation>

export const acceptInput = z
  .strictObject({
    token: z.string().trim().min(1).max(200),
    name: z.string().trim().max(80).default(""),
    password: z.string().min(1, "Enter a password.").max(1024),
  })
  .meta({ id: "AcceptInput" })
export type AcceptInput = z.output<typeof acceptInput>

/** What is wrong with a newcomer's name and password, by field. */
export function newcomerFaults({ name, password }: AcceptInput, email: string): Record<string, string> {
  const fault = passwordFault(password, [email, name])
  return {
    ...(name === "" ? { name: "Enter your name." } : {}),
    ...(fault === null ? {} : { password: fault }),
  }
}
