import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { splitStatements } from "@/lib/db/statements"

const tricky = fc.constantFrom(
  "select 1",
  "select 'a;b'",
  "select 'it''s; here'",
  "select E'a\\'; b'",
  'select ";" from "a"";b"',
  "do $$ begin perform 1; end $$",
  "create function f() returns int language plpgsql as $body$ begin return $1; /* ; */ end $body$",
  "select $1, $2",
  "select 1 -- not; here",
  "/* a; /* nested; */ still; */ select 2",
  "select a$b$c",
)

describe("splitStatements", () => {
  test("gives back exactly the statements that were joined", () => {
    fc.assert(
      fc.property(
        fc.array(tricky, { maxLength: 8 }),
        fc.constantFrom(";\n", "\n;\n\n", "\n;;\n"),
        (list, glue) => {
          const script = list.map((statement) => `${statement}\n`).join(glue)
          expect(splitStatements(script)).toEqual(list.map((statement) => statement.trim()))
        },
      ),
    )
  })

  test("never loses a character of code, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("'", '"', "$", "a", ";", "-", "*", "/", "\n", "\\", "E") }),
        (text) => {
          const kept = splitStatements(text).join("").length
          expect(kept).toBeLessThanOrEqual(text.length)
          if (!/['"$;*-]/.test(text)) expect(splitStatements(text).join("")).toBe(text.trim())
        },
      ),
    )
  })

  test("drops comments that stand alone", () => {
    expect(splitStatements("-- only a note;\n; /* and; this */ ;")).toEqual([])
  })
})
