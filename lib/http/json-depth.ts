const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** The index just after the string that opens at `start`, or the end of the text. */
function afterString(text: Uint8Array, start: number): number {
  let at = start + 1
  while (at < text.length) {
    const byte = text[at]
    if (byte === QUOTE) return at + 1
    at += byte === BACKSLASH ? 2 : 1
  }
  return at
}

/**
 * How deep brackets nest, found without building a value; it stops at the first that is deeper than
 * `limit`. Text that is not JSON may give any answer; the parser refuses it afterwards.
 */
export function depthWithin(text: Uint8Array, limit: number): number {
  let depth = 0
  let deepest = 0
  let at = 0
  while (at < text.length) {
    const byte = text[at]
    if (byte === QUOTE) {
      at = afterString(text, at)
      continue
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1
      if (depth > deepest) deepest = depth
      if (depth > limit) break
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1
    at += 1
  }
  return deepest
}
