/** Line ends and other controls, and signs that turn the direction of what follows them. */
const OF_NO_LINE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu

/** Somebody's text as part of one line: in a letter, what a sender wrote must not look like a line of ours. */
export function oneLine(text: string): string {
  return text.replace(OF_NO_LINE, " ").trim()
}
