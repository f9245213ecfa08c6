/** The names in the first line of a CSV, by the separator that stands most often in it; none of a JSON file. */
export function headOf(text: string): string[] {
  if (/^\s*[[{]/.test(text)) return []
  const [line = ""] = text.replace(/^\uFEFF/, "").split(/[\r\n]/, 1)
  const marks = [",", ";", "\t"].sort((a, b) => line.split(b).length - line.split(a).length)
  const names = line.split(marks[0] ?? ",").map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim(),
  )
  return [...new Set(names.filter((name) => name !== ""))]
}
