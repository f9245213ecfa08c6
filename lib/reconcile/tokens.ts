import type { Weights } from "@/lib/spend/change"

/** Disjoint classes, as the cubes sum them. */
export const CLASSES = ["input_uncached", "cache_read", "cache_write", "output"] as const
export type Tokens = Record<(typeof CLASSES)[number], bigint>

export const noTokens = (): Tokens => ({ input_uncached: 0n, cache_read: 0n, cache_write: 0n, output: 0n })

function combined(a: Tokens, b: Tokens, by: (one: bigint, other: bigint) => bigint): Tokens {
  return {
    input_uncached: by(a.input_uncached, b.input_uncached),
    cache_read: by(a.cache_read, b.cache_read),
    cache_write: by(a.cache_write, b.cache_write),
    output: by(a.output, b.output),
  }
}

export const plus = (a: Tokens, b: Tokens) => combined(a, b, (one, other) => one + other)
export const minus = (a: Tokens, b: Tokens) => combined(a, b, (one, other) => one - other)
export const negated = (tokens: Tokens) => minus(noTokens(), tokens)

export const inputOf = ({ input_uncached, cache_read, cache_write }: Tokens) =>
  input_uncached + cache_read + cache_write
export const totalOf = (tokens: Tokens) => inputOf(tokens) + tokens.output
export const isNone = (tokens: Tokens) => CLASSES.every((name) => tokens[name] === 0n)

/** What they weigh in money, to a factor. */
export function worthOf(tokens: Tokens, { input, read, write, output }: Weights): bigint {
  return (
    tokens.input_uncached * input +
    tokens.cache_read * read +
    tokens.cache_write * write +
    tokens.output * output
  )
}
