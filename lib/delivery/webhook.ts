import type { AlertMessage } from "./message"
import { linkOf } from "./words"

/** What a webhook of one's own receives: the message as it is, with a whole link. */
export function webhookBody(message: AlertMessage): string {
  const { at, path: _, ...data } = message
  return JSON.stringify({
    type: `alert.${message.state}`,
    timestamp: at,
    data: { ...data, link: linkOf(message) },
  })
}
