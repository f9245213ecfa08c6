import { AppError } from "@/lib/errors"
import { parseLocalOrInstant } from "@/lib/time"

/**
 * The instant that a text of the request means; a date or local time is one of the zone. Null without a text.
 * Throws `invalid`, naming the field by `pointer`.
 */
export function instantOf(text: string | undefined, zone: string, pointer: string): Date | null {
  if (text === undefined) return null
  try {
    return parseLocalOrInstant(text, zone)
  } catch (cause) {
    const field = pointer.replace("/", "")
    const detail = `${field} is a date such as 2026-11-19 or an instant such as 2026-11-19T10:00:00Z.`
    throw new AppError("invalid", detail, { cause, errors: [{ pointer, detail }] })
  }
}
