const SECRET_NAME = /passw|secret|token|hash|pepper|cookie|authorization/i
/** A key's text, with or without a Bearer before it. */
const KEY_TEXT = /tg_[a-z0-9]{1,20}_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}/g
const WITHHELD = "(not kept)"

function plainText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "").replaceAll(KEY_TEXT, WITHHELD)
}

/**
 * A value as the trail keeps it: plain JSON, members in order of name, and nothing in it that opens anything,
 * by its name or by its look. Instants become text, bigint decimal text.
 */
export function auditValue(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (typeof value === "string") return plainText(value)
  if (typeof value === "bigint") return value.toString()
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value)
  if (typeof value === "boolean") return value
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return WITHHELD
  if (Array.isArray(value)) return value.map(auditValue)
  if (typeof value !== "object") return null
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [
        plainText(name),
        SECRET_NAME.test(name) && typeof member !== "boolean" ? WITHHELD : auditValue(member),
      ]),
  )
}
