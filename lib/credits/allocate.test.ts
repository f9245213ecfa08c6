import fc from "fast-check"
import { expect, test } from "vitest"
import { allocate, type CreditLine, type OpenGrant } from "./allocate"

const instant = fc.integer({ min: 0, max: 50 })
const lineOf = fc.record({
  at: instant,
  contextId: fc.integer({ min: 1, max: 3 }),
  billed: fc.bigInt({ min: 1n, max: 1_000_000n }),
  tokens: fc.bigInt({ min: 0n, max: 5_000n }),
})
const grantOf = fc.record({
  from: instant,
  until: fc.option(instant),
  contexts: fc.subarray([1, 2, 3], { minLength: 1 }),
  money: fc.bigInt({ min: 1n, max: 3_000_000n }),
  inTokens: fc.boolean(),
})

function linesOf(drawn: readonly (typeof lineOf extends fc.Arbitrary<infer T> ? T : never)[]): CreditLine[] {
  return drawn
    .map(({ at, ...line }, i) => ({ ...line, time: new Date(at), key: BigInt(i), line: 0 }))
    .sort((a, b) => a.time.getTime() - b.time.getTime() || Number(a.key - b.key))
}

function grantsOf(drawn: readonly (typeof grantOf extends fc.Arbitrary<infer T> ? T : never)[]): OpenGrant[] {
  return drawn.map(({ from, until, contexts, money, inTokens }, i) => ({
    id: i + 1,
    startsAt: new Date(from),
    expiresAt: until === null ? null : new Date(from + until + 1),
    contexts: new Set(contexts),
    money: inTokens ? null : money,
    tokens: inTokens ? money / 100n : null,
  }))
}

test("no line is paid more than it costs, no grant pays more than it has, and nobody outside its time", () => {
  fc.assert(
    fc.property(fc.array(lineOf, { maxLength: 30 }), fc.array(grantOf, { maxLength: 4 }), (lines, drawn) => {
      const ordered = linesOf(lines)
      const grants = grantsOf(drawn)
      const uses = allocate(ordered, grants)
      for (const line of ordered) {
        const own = uses.filter((use) => use.line === line)
        expect(own.reduce((sum, { billed }) => sum + billed, 0n) <= line.billed).toBe(true)
        expect(own.reduce((sum, { tokens }) => sum + tokens, 0n) <= line.tokens).toBe(true)
      }
      for (const [i, before] of grantsOf(drawn).entries()) {
        const own = uses.filter(({ grantId }) => grantId === before.id)
        const sum = (pick: "billed" | "tokens") => own.reduce((all, use) => all + use[pick], 0n)
        if (before.money !== null) expect(before.money - sum("billed")).toBe(grants[i]?.money)
        if (before.tokens !== null) expect(before.tokens - sum("tokens")).toBe(grants[i]?.tokens)
        expect((grants[i]?.money ?? grants[i]?.tokens ?? -1n) >= 0n).toBe(true)
        for (const { line } of own) {
          expect(before.contexts.has(line.contextId)).toBe(true)
          expect(line.time >= before.startsAt).toBe(true)
          if (before.expiresAt) expect(line.time < before.expiresAt).toBe(true)
        }
      }
    }),
  )
})

test("cut in two anywhere, the walk gives the same", () => {
  fc.assert(
    fc.property(
      fc.array(lineOf, { maxLength: 20 }),
      fc.array(grantOf, { maxLength: 3 }),
      fc.nat(20),
      (lines, drawn, cut) => {
        const ordered = linesOf(lines)
        const whole = allocate(ordered, grantsOf(drawn))
        const grants = grantsOf(drawn)
        const parts = [...allocate(ordered.slice(0, cut), grants), ...allocate(ordered.slice(cut), grants)]
        expect(parts).toEqual(whole)
      },
    ),
  )
})

test("what expires first is spent first, and tokens pay their share", () => {
  const contexts = new Set([1])
  const always = { startsAt: new Date(0), contexts }
  const line = { time: new Date(5), key: 1n, line: 0, contextId: 1, billed: 1_000n, tokens: 100n }
  const uses = allocate(
    [line],
    [
      { ...always, id: 1, expiresAt: null, money: 10_000n, tokens: null },
      { ...always, id: 2, expiresAt: new Date(9), money: null, tokens: 25n },
    ],
  )
  expect(uses.map(({ grantId, billed, tokens }) => [grantId, billed, tokens])).toEqual([
    [2, 250n, 25n],
    [1, 750n, 0n],
  ])
})
