/** A CSV file of ours, taken apart: its comments, its head and its rows by column. */
export interface CsvFile {
  comments: string[]
  head: string[]
  rows: Record<string, string>[]
}

const CELL = /(?:"((?:[^"]|"")*)"|([^,\r]*))(,|\r\n|$)/y

function records(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  CELL.lastIndex = 0
  while (CELL.lastIndex < text.length) {
    const found = CELL.exec(text)
    if (!found) throw new Error("This is no CSV.")
    const [, quoted, plain = "", end] = found
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ",") continue
    rows.push(row)
    row = []
  }
  return rows
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
