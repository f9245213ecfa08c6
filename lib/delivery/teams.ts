import type { AlertMessage } from "./message"
import { cut, headline, linkOf } from "./words"

const COLOURS = { info: "accent", warning: "warning", critical: "attention" } as const

interface Run {
  text: string
  weight?: string
  size?: string
  color?: string
}

/** Runs of text know no Markdown, unlike the card's text blocks: what somebody wrote stays what it is. */
function paragraph(...runs: Run[]) {
  return { type: "RichTextBlock", inlines: runs.map((run) => ({ type: "TextRun", ...run })) }
}

/** A message for a workflow of Teams that posts cards. */
export function teamsBody(message: AlertMessage): string {
  const { sentence, facts, severity, state } = message
  const link = linkOf(message)
  const color = state === "resolved" ? "good" : COLOURS[severity]
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      paragraph({ text: cut(headline(message), 250), weight: "bolder", size: "medium", color }),
      ...(sentence === "" ? [] : [paragraph({ text: sentence })]),
      ...facts.map(({ name, value }) => paragraph({ text: `${name}: `, weight: "bolder" }, { text: value })),
    ],
    actions: link === null ? [] : [{ type: "Action.OpenUrl", title: "Open in Tollgate", url: link }],
  }
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content }
  return JSON.stringify({ type: "message", attachments: [attachment] })
}
