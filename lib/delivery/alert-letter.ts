import { baseUrl } from "@/lib/env"
import { GREY, letterFrame, linkTo } from "@/lib/mail/letter-frame"
import { html } from "@/lib/mail/markup"
import { oneLine } from "@/lib/mail/one-line"
import type { AlertMessage } from "./message"
import { cut, headline, linkOf } from "./words"

/** An alert as a letter. */
export function alertLetter(message: AlertMessage, endpoint: string) {
  const { sentence, facts } = message
  const title = headline(message)
  const link = linkOf(message)
  const why = `Sent to the endpoint ${oneLine(endpoint)} of Tollgate. Owners and administrators change it`
  const settings = `${baseUrl()}/settings/endpoints`
  const lines = facts.map(({ name, value }) => `${oneLine(name)}: ${oneLine(value)}`)
  const body = html`<h1 style="margin:0 0 12px;font-size:20px">${title}</h1>
<p style="margin:0 0 12px">${sentence}</p>
${facts.map(({ name, value }) => html`<p style="margin:0 0 4px"><span style="color:${GREY}">${oneLine(name)}</span> ${oneLine(value)}</p>`)}
${link === null ? "" : html`<p style="margin:16px 0 0">${linkTo(link, "Open in Tollgate")}</p>`}`
  return {
    subject: cut(title, 180),
    text: [title, sentence, lines.join("\n"), link ?? "", `${why}: ${settings}`]
      .filter((part) => part !== "")
      .join("\n\n"),
    html: letterFrame(title, body, html`${why} ${linkTo(settings, "in the settings")}.`),
  }
}
