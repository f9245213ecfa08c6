/** What a spreadsheet takes for the beginning of a formula, full-width forms among them. */
const FORMULA = /^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/
/** Space and invisible characters that a spreadsheet passes over before it looks for a formula. */
const LEADING = /^[\s\p{Cf}\p{Cc}]+/u
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/

/** A cell of text: quoted where it must be, and never a formula, whatever stands before its sign. */
export function textCell(text: string | null): string {
  if (text === null || text === "") return ""
  const isFormula = FORMULA.test(text.replace(LEADING, "")) || /^[\t\r\n]/.test(text)
  const safe = isFormula ? `'${text}` : text
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A cell of a number, every digit as it is; what is unknown stays empty. */
export function figureCell(figure: string | number | bigint | null): string {
  return figure === null ? "" : String(figure)
}

export function csvLine(cells: readonly string[]): string {
  return `${cells.join(",")}\r\n`
}

/** A line that is no row: it holds no separator and no quote, so that no reader parts it into cells. */
export function commentLine(text: string): string {
  return `# ${text.replace(/[",;\s\p{Cc}]+/gu, " ")}\r\n`
}
