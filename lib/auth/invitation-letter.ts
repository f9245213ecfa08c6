import "server-only"
import { invite } from "@/lib/auth/invite"
import { countLetter } from "@/lib/auth/letters-today"
import type { CreatedInvitation, InvitationInput } from "@/lib/auth/member-schema"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { log } from "@/lib/log"
import { letterFrame, linkTo } from "@/lib/mail/letter-frame"
import { html } from "@/lib/mail/markup"
import { oneLine } from "@/lib/mail/one-line"
import { canMail, sendMail } from "@/lib/mail/send"

async function mailed(
  { email, link, invited_by: inviter }: CreatedInvitation,
  organisation: string,
): Promise<boolean> {
  const subject = `Join ${organisation} on Tollgate`
  const who = `${oneLine(inviter ?? "Somebody")} invites you to ${organisation} on Tollgate.`
  const terms = "The link is for you alone. It works once and for 7 days."
  const body = html`<h1 style="margin:0 0 12px;font-size:20px">${subject}</h1><p>${who}</p><p>${linkTo(link, "Accept the invitation")}</p>`
  try {
    await sendMail({
      to: email,
      subject,
      text: `${who}\n\n${link}\n\n${terms}\n`,
      html: letterFrame(subject, body, html`${terms}`),
    })
    return true
  } catch (err) {
    log.warn({ err }, "An invitation could not be mailed.")
    return false
  }
}

/** Invites, and mails the link where mail is set up; a letter that is not taken, or one too many today, leaves the link to be sent by hand. */
export async function inviteByMail(scope: Scope, input: InvitationInput): Promise<CreatedInvitation> {
  const created = await invite(scope, input)
  if (!canMail() || !(await countLetter(scope.orgId, new Date()))) return created
  const { name } = await getOrganisation(scope)
  return { ...created, mailed: await mailed(created, oneLine(name)) }
}
