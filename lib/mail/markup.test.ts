import fc from "fast-check"
import { expect, test } from "vitest"
import { html } from "./markup"

const SIGNS: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" }

test("a value is read back as it was, and opens no tag and no attribute", () => {
  const hostile = fc.array(fc.constantFrom(...`<>&"'/=a `, "&amp;", "<script>"), { maxLength: 20 })
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        hostile.map((parts) => parts.join("")),
      ),
      (value) => {
        const { text } = html`${value}`
        expect(text).not.toMatch(/[<>"']/)
        expect(text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => SIGNS[entity] ?? entity)).toBe(value)
      },
    ),
  )
})

test("markup stands as it is, alone and in lists", () => {
  const rows = ["a", "<b>"].map((value) => html`<li>${value}</li>`)
  expect(html`<ul>${rows}</ul>${html`<hr>`}`.text).toBe("<ul><li>a</li><li>&lt;b&gt;</li></ul><hr>")
})
