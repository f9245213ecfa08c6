import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { EXACT, modelMatcher } from "./model-pattern"

const closeness = (models: string[], name: string) => modelMatcher(models).closeness(name)

describe("modelMatcher", () => {
  it("takes an id without a wildcard for itself alone, whatever characters it has", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9./:@+()[\]|^$-]{1,30}$/),
        fc.stringMatching(/^[a-z]{1,5}$/),
        (id, more) => {
          expect(closeness([id], id)).toBe(EXACT)
          expect(closeness([id], `${id}${more}`)).toBe(-1)
          expect(closeness([id], `${more}${id}`)).toBe(-1)
        },
      ),
    )
  })

  it("takes a prefix, a suffix and a middle", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9.-]{1,20}$/), fc.string({ maxLength: 12 }), (text, rest) => {
        expect(closeness([`${text}*`], `${text}${rest}`)).toBe(text.length)
        expect(closeness([`*${text}`], `${rest}${text}`)).toBe(text.length)
        expect(closeness([`*${text}*`], `${rest}${text}${rest}`)).toBe(text.length)
      }),
    )
  })

  it.each([
    [["GPT-4o"], "gpt-4o", EXACT],
    [["claude-opus-5-########"], "claude-opus-5-20260724", 22],
    [["claude-opus-5-########"], "claude-opus-5-5", -1],
    [["claude-opus-5-########"], "claude-opus-5-2026072x", -1],
    [["gemini-2.5-pro*", "!*-tts", "!*-tts-*"], "gemini-2.5-pro-preview-06-05", 14],
    [["gemini-2.5-pro*", "!*-tts", "!*-tts-*"], "gemini-2.5-pro-preview-tts", -1],
    [["gemini-2.5-pro*", "!*-tts", "!*-tts-*"], "gemini-2.5-pro-tts-001", -1],
    [["a*", "abc*"], "abcd", 3],
    [["*"], "anything at all", 0],
    [["gpt.4"], "gptx4", -1],
  ])("%j and %s are %i close", (models, name, expected) => {
    expect(closeness(models, name)).toBe(expected)
  })
})
