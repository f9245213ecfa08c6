import * as z from "zod"

const ADDRESS = /^(?:[^<>"\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/

/** Mail by SMTP: reports, invitations and links for forgotten passwords. Absent: nothing is mailed. */
export const mailVariables = {
  /** `smtp://` takes STARTTLS where the server offers it, `smtps://` begins encrypted. */
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must begin with smtp:// or smtps://" }).optional(),
  /** Whom mail is from: `Tollgate <tollgate@example.com>`. */
  MAIL_FROM: z
    .string()
    .regex(ADDRESS, "must be an address, such as Tollgate <tollgate@example.com>")
    .optional(),
}

/** What is wrong between the variables, each in a sentence. */
export function mailFaults({
  SMTP_URL,
  MAIL_FROM,
}: {
  SMTP_URL?: string | undefined
  MAIL_FROM?: string | undefined
}) {
  if ((SMTP_URL === undefined) === (MAIL_FROM === undefined)) return []
  const missing = SMTP_URL === undefined ? "SMTP_URL" : "MAIL_FROM"
  return [`${missing} must be set too: mail needs both SMTP_URL and MAIL_FROM.`]
}
