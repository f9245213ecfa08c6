/** A text of at most so many UTF-16 units, as messages count them, cut between whole characters. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  let kept = ""
  for (const sign of text) {
    if (kept.length + sign.length > most - 1) break
    kept += sign
  }
  return `${kept}…`
}
