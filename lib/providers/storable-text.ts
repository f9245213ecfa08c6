/** What JSON can say and PostgreSQL cannot hold: NUL and half a surrogate pair. */
const REPLACEMENT = "\ufffd"

/** How `JSON.stringify` writes them; a sender may write whole pairs so too, and a backslash may precede. */
const SUSPECT = /\\u(?:0000|[dD][89a-fA-F])/

/** False where no string in this JSON text can need replacing; true proves nothing. */
export function mayNotBeStorable(json: string): boolean {
  return SUSPECT.test(json)
}

function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", REPLACEMENT)
}

/** A parsed JSON value with U+FFFD for what no column holds; the very same value where nothing had to be replaced. */
export function storable<Value>(value: Value): Value
export function storable(value: unknown): unknown {
  if (typeof value === "string") return storableText(value)
  if (value === null || typeof value !== "object") return value
  if (Array.isArray(value)) {
    const parts = value.map((part: unknown) => storable(part))
    return parts.some((part, i) => part !== value[i]) ? parts : value
  }
  const entries = Object.entries(value)
  const parts = entries.map(([key, part]) => [storableText(key), storable(part)] as const)
  const same = parts.every(([key, part], i) => key === entries[i]?.[0] && part === entries[i]?.[1])
  return same ? value : Object.fromEntries(parts)
}

/** True where a text holds what stands for characters that were lost: two such texts may have been different. */
export function lostCharacters(text: string): boolean {
  return text.includes(REPLACEMENT)
}
