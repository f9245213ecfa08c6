import { baseUrl } from "@/lib/env"
import { oneLine } from "@/lib/mail/one-line"
import type { AlertMessage } from "./message"

const STATE_WORDS = { triggered: "", acknowledged: "Acknowledged: ", resolved: "Resolved: " } as const

/** The message's title with what has become of the matter. */
export function headline({ title, state }: Pick<AlertMessage, "title" | "state">): string {
  return STATE_WORDS[state] + oneLine(title)
}

/** The whole address of the page that the message is about. */
export function linkOf({ path }: Pick<AlertMessage, "path">): string | null {
  return path === null ? null : new URL(baseUrl() + path).href
}

/** A text cut to what a channel takes, by whole characters. */
export function cut(text: string, most: number): string {
  const signs = [...text]
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join("")}…`
}
