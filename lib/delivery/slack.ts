import type { AlertMessage } from "./message"
import { cut, headline, linkOf } from "./words"

/** What Slack reads as markup in a text of ours: with these three inert there is no mention, link or channel. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
}

function plain(text: string, most: number) {
  return { type: "plain_text", text: cut(text === "" ? "–" : text, most), emoji: false }
}

/** A message for an incoming webhook. What members and senders wrote stands in plain text alone, which pings nobody. */
export function slackBody(message: AlertMessage): string {
  const { sentence, facts } = message
  const link = linkOf(message)
  const fields = facts.map(({ name, value }) => plain(`${name}: ${value}`, 2_000))
  const blocks = [
    { type: "header", text: plain(headline(message), 150) },
    ...(sentence === "" ? [] : [{ type: "section", text: plain(sentence, 3_000) }]),
    ...(fields.length === 0 ? [] : [{ type: "section", fields }]),
    ...(link === null
      ? []
      : [
          {
            type: "section",
            text: { type: "mrkdwn", text: `<${slackLink(link)}|Open in Tollgate>`, verbatim: true },
          },
        ]),
  ]
  const text = escaped(cut(`${headline(message)} ${sentence}`.trim(), 1_000))
  const inert = { mrkdwn: false, parse: "none", link_names: false, unfurl_links: false, unfurl_media: false }
  return JSON.stringify({ text, blocks, ...inert })
}

function slackLink(link: string): string {
  return escaped(link).replaceAll("|", "%7C")
}
