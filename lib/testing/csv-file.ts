/** A CSV file of ours, taken apart: its comments, its head and its rows by column. */
export interface CsvFile {
  comments: string[]
  head: string[]
  rows: Record<string, string>[]
}

function records(text: string): string[][] {
  const rows: string[][] = [[""]]
  let quoted = false
  for (let i = 0; i < text.length; i += 1) {
    const row = rows.at(-1) ?? []
    const character = text.charAt(i)
    const last = row.length - 1
    if (quoted && character === '"' && text.charAt(i + 1) === '"') {
      row[last] += '"'
      i += 1
    } else if (character === '"') quoted = !quoted
    else if (!quoted && character === ",") row.push("")
    else if (!quoted && character === "\r" && text.charAt(i + 1) === "\n") {
      rows.push([""])
      i += 1
    } else row[last] += character
  }
  return rows.filter((row) => row.length > 1 || row[0] !== "")
}

export function readCsv(text: string): CsvFile {
  const all = records(text.replace(/^\uFEFF/, ""))
  const isComment = (row: string[]) => row.length === 1 && row[0]?.startsWith("# ") === true
  const [head = [], ...rows] = all.filter((row) => !isComment(row))
  return {
    comments: all.filter(isComment).map(([line = ""]) => line.slice(2)),
    head,
    rows: rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ""]))),
  }
}
