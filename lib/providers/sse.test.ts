import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { looksLikeSse, parseSse } from "./sse"

describe("parseSse", () => {
  it("reads back whatever objects were sent, with any line ending and keep-alives between", () => {
    const event = fc.dictionary(fc.string(), fc.jsonValue())
    fc.assert(
      fc.property(
        fc.array(event),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.boolean(),
        (events, end, space) => {
          const wanted = events.map((each) => JSON.parse(JSON.stringify(each)) as unknown)
          const text = events.map((each) => {
            const data = `data:${space ? " " : ""}${JSON.stringify(each)}`
            return `: keep-alive${end}${end}event: message${end}id: 7${end}${data}${end}${end}`
          })
          expect(parseSse(`${text.join("")}data: [DONE]${end}${end}`)).toEqual(wanted)
        },
      ),
    )
  })

  it("joins the data lines of one event", () => {
    expect(parseSse('data: {"a":\ndata: 1}\n\n')).toEqual([{ a: 1 }])
  })

  it("reads documents that lack the blank line between them", () => {
    expect(parseSse('data: {"a":1}\ndata: {"b":2}\n')).toEqual([{ a: 1 }, { b: 2 }])
  })

  it("takes the members of a list and an event cut at the end of the text", () => {
    expect(parseSse('data: [{"a":1},2]\n\ndata: {"b":2}')).toEqual([{ a: 1 }, { b: 2 }])
    expect(parseSse('data: {"a":1}\n\ndata: {"b":')).toEqual([{ a: 1 }])
  })

  it("keeps the name of an error event", () => {
    expect(parseSse('event: error\ndata: {"code":"x"}\n\n')).toEqual([{ code: "x", error: { code: "x" } }])
    expect(parseSse("event: error\ndata: broken\n\n")).toEqual([{ error: "broken" }])
  })
})

describe("looksLikeSse", () => {
  it.each(["data: {}", "event: a\ndata: {}", ": comment", "\n\nid: 1\n"])("%j is", (text) => {
    expect(looksLikeSse(text)).toBe(true)
  })

  it.each(["", "{}", "hello", "database: x", "<html>"])("%j is not", (text) => {
    expect(looksLikeSse(text)).toBe(false)
  })
})
