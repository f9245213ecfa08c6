import { letterFrame, linkTo } from "@/lib/mail/letter-frame"
import { html } from "@/lib/mail/markup"

interface Words {
  subject: string
  text: string
  html: string
}

/** The letter with the link by which another password is set. */
export function resetLetter(name: string, link: string): Words {
  const subject = "Set another password for Tollgate"
  const who = `${name}, somebody asked for a link to set another password for your account.`
  const terms = "It works once and for an hour. If it was not you, leave it: nothing changes by this letter."
  const body = html`<h1 style="margin:0 0 12px;font-size:20px">${subject}</h1><p>${who}</p><p>${linkTo(link, "Set another password")}</p>`
  return {
    subject,
    text: `${who}\n\n${link}\n\n${terms}\n`,
    html: letterFrame(subject, body, html`${terms}`),
  }
}

/** The letter to somebody who signs in by the organisation's provider and has no password to forget. */
export function noPasswordLetter(name: string, signIn: string): Words {
  const subject = "How you sign in to Tollgate"
  const who = `${name}, somebody asked for a link to set another password. Your account has none to set: it is opened by your organisation's own sign-in, the second button of the page.`
  const terms = "If it was not you, leave it: nothing changes by this letter."
  const body = html`<h1 style="margin:0 0 12px;font-size:20px">${subject}</h1><p>${who}</p><p>${linkTo(signIn, "Sign in")}</p>`
  return {
    subject,
    text: `${who}\n\n${signIn}\n\n${terms}\n`,
    html: letterFrame(subject, body, html`${terms}`),
  }
}
