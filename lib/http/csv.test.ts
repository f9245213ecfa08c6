import fc from "fast-check"
import { expect, test } from "vitest"
import { readCsv } from "@/lib/testing/csv-file"
import { commentLine, csvLine, figureCell, textCell } from "./csv"

test.each([
  "=1+1",
  "+1",
  "-2+3",
  "@SUM(A1)",
  " =1+1",
  "\t=1+1",
  "\r=1",
  "\n+1",
  "\u00a0=1",
  "\ufeff=1",
  "\u200b@x",
  "＝1",
  "＋1",
  "－1",
  "＠x",
])("%j is text to a spreadsheet", (payload) => {
  expect(textCell(payload).replace(/^"/, "")).toMatch(/^'/)
})

test("a figure keeps its sign and every digit, and what is unknown is empty", () => {
  expect(csvLine([figureCell("-12.500000000001"), figureCell(3n), figureCell(null)])).toBe(
    "-12.500000000001,3,\r\n",
  )
})

test("any text comes back as it was, but for the mark before a formula", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1 }), (texts) => {
      const head = csvLine([...texts.map((_, i) => String(i)), "end"])
      const [row = {}] = readCsv(head + csvLine([...texts, "x"].map(textCell))).rows
      for (const [i, text] of texts.entries()) expect([text, `'${text}`]).toContain(row[String(i)])
    }),
  )
})

test("a comment is one cell of one line", () => {
  expect(commentLine('a,"=1";\r\n=2')).toBe("# a =1 =2\r\n")
})
