import "server-only"
import { countLetter, MOST_LETTERS } from "@/lib/auth/letters-today"
import { signedHeaders } from "@/lib/auth/webhook-secrets"
import { AppError } from "@/lib/errors"
import { OutgoingFault, postOutside } from "@/lib/http/outgoing"
import { canMail, MailFault, sendMail } from "@/lib/mail/send"
import { alertLetter } from "./alert-letter"
import type { AlertMessage } from "./message"
import { type Outcome, outcomeOf, unanswered } from "./outcome"
import { pagerDutyBody, pagerDutyUrl } from "./pagerduty"
import { slackBody } from "./slack"
import { openTarget, type SealedTarget } from "./target"
import { teamsBody } from "./teams"
import { webhookBody } from "./webhook"

export interface Sendable {
  /** The same for every attempt. */
  id: string
  message: AlertMessage
  endpoint: { orgId: number; id: number; name: string; sealed: string }
}

const JSON_TYPE = { "content-type": "application/json", "user-agent": "Tollgate" }

function requestOf({ target, secrets }: SealedTarget, { id, message }: Sendable, now: Date) {
  if (target.kind === "slack") return { url: target.url, headers: JSON_TYPE, body: slackBody(message) }
  if (target.kind === "teams") return { url: target.url, headers: JSON_TYPE, body: teamsBody(message) }
  if (target.kind === "pagerduty") {
    return { url: pagerDutyUrl(target), headers: JSON_TYPE, body: pagerDutyBody(target, message) }
  }
  if (target.kind !== "webhook" || secrets === null) throw new TypeError(`A ${target.kind} is not posted to.`)
  const body = webhookBody(message)
  return { url: target.url, headers: { ...JSON_TYPE, ...signedHeaders(secrets, id, body, now) }, body }
}

async function mail(to: string, { id, message, endpoint }: Sendable): Promise<Outcome> {
  if (!canMail()) return unanswered("No mail is set up: SMTP_URL and MAIL_FROM say how.")
  if (!(await countLetter(endpoint.orgId, new Date()))) {
    return unanswered(`The organisation mails at most ${MOST_LETTERS.toLocaleString("en")} letters a day.`)
  }
  const headers = { "Auto-Submitted": "auto-generated" }
  await sendMail({ to, ...alertLetter(message, endpoint.name), id: `alert.${id}`, headers })
  return { fault: null, status: null, answer: null, retryAfterMs: null, gone: false }
}

/** Makes one attempt. What can go wrong outside is an outcome; what is thrown is a fault of ours. */
export async function send(sendable: Sendable): Promise<Outcome> {
  const now = new Date()
  try {
    const opened = openTarget(sendable.endpoint.sealed, sendable.endpoint)
    if (opened.target.kind === "email") return await mail(opened.target.address, sendable)
    return outcomeOf(await postOutside(requestOf(opened, sendable, now)), now.getTime())
  } catch (error) {
    const expected = error instanceof OutgoingFault || error instanceof MailFault || error instanceof AppError
    if (expected) return unanswered(error.message)
    throw error
  }
}
