const FORMULA = /^[=+\-@\t\r]/
const PLAIN_NUMBER = /^[+-]?\d+(?:\.\d+)?$/

/**
 * One line of RFC 4180, its end included. A cell that a spreadsheet would reckon with is kept from it by an
 * apostrophe; plain numbers stay numbers.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  const shown = cells.map((cell) => {
    const text = cell === null ? "" : String(cell)
    const safe = FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  })
  return `${shown.join(",")}\r\n`
}
