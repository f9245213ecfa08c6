import "server-only"
import { randomUUID } from "node:crypto"
import { createTransport, type Transporter } from "nodemailer"
import { baseUrl, env } from "@/lib/env"
import { AppError } from "@/lib/errors"

const CONNECT_MS = 10_000
const SILENT_MS = 30_000

export interface Letter {
  /** One address and nothing else: commas do not make it several. */
  to: string
  subject: string
  text: string
  html: string
  /** The part of its Message-ID before the @, stable for one letter: a second copy of it is recognised. */
  id?: string
  headers?: Record<string, string>
  attachments?: { filename: string; content: string; contentType: string }[]
}

/** What became of a letter that the server did not say it took. */
export class MailFault extends Error {
  constructor(
    message: string,
    /** `later`: not taken, may be tried again. `never`: refused for good. `unknown`: it may have been taken. */
    readonly outcome: "later" | "never" | "unknown",
    cause: unknown,
  ) {
    super(message, { cause })
  }
}

export function canMail(): boolean {
  return env().SMTP_URL !== undefined
}

/** The settings of mail. Throws `unavailable` where there are none. */
export function requireMail(): { url: string; from: string } {
  const { SMTP_URL: url, MAIL_FROM: from } = env()
  if (url !== undefined && from !== undefined) return { url, from }
  throw new AppError("unavailable", "No mail is set up: SMTP_URL and MAIL_FROM say how.")
}

/** Message-IDs of the letters whose last byte is on its way. */
const handedOver = new Set<string>()

let kept: { url: string; transporter: Transporter } | undefined

function transporterTo(url: string): Transporter {
  if (kept?.url === url) return kept.transporter
  const transporter = createTransport({
    ...{ url, connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENT_MS },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
  transporter.use("stream", ({ data: { messageId }, message }, done) => {
    message.processFunc((stream) => stream.once("end", () => messageId && handedOver.add(messageId)))
    done()
  })
  kept = { url, transporter }
  return transporter
}

/** What SMTP says beside the message of an error. */
interface SmtpError {
  message: string
  command?: string
  responseCode?: number
}

function faultOf(cause: unknown, whole: boolean): MailFault {
  const { message, command, responseCode }: SmtpError =
    cause instanceof Error ? cause : { message: String(cause) }
  if (responseCode === undefined) return new MailFault(message, whole ? "unknown" : "later", cause)
  return new MailFault(message, responseCode >= 500 && command !== "AUTH" ? "never" : "later", cause)
}

/** Hands a letter to the server of SMTP_URL. Throws MailFault, and `unavailable` where no mail is set up. */
export async function sendMail({ id = randomUUID(), to, ...letter }: Letter): Promise<void> {
  const { url, from } = requireMail()
  const messageId = `<${id}@${new URL(baseUrl()).hostname}>`
  try {
    await transporterTo(url).sendMail({ from, to: { name: "", address: to }, ...letter, messageId })
  } catch (cause) {
    throw faultOf(cause, handedOver.has(messageId))
  } finally {
    handedOver.delete(messageId)
  }
}
