import type { Measures } from "./ask"
import { FIGURES, type Sums } from "./direct"
import { pico } from "./rates"

export function noSums(): Sums {
  return Object.fromEntries(FIGURES.map((figure) => [figure, 0n])) as Sums
}

export function sumOf(parts: readonly Sums[]): Sums {
  const total = noSums()
  for (const part of parts) for (const figure of FIGURES) total[figure] += part[figure]
  return total
}

export function isNothing(sums: Sums): boolean {
  return FIGURES.every((figure) => sums[figure] === 0n)
}

/** The API's measures as whole numbers. */
export function sumsOf(measures: Measures): Sums {
  const { tokens, unpriced } = measures
  return {
    billed: pico(measures.billed),
    list: pico(measures.list),
    computed: pico(measures.computed),
    reported: measures.reported === null ? 0n : pico(measures.reported),
    requests: BigInt(measures.requests),
    calls: BigInt(measures.calls),
    errors: BigInt(measures.errors),
    input_uncached: BigInt(tokens.input_uncached),
    cache_read: BigInt(tokens.cache_read),
    cache_write: BigInt(tokens.cache_write),
    output: BigInt(tokens.output),
    reasoning: BigInt(tokens.reasoning),
    unpriced_calls: BigInt(unpriced.calls),
    unpriced_tokens: BigInt(unpriced.tokens),
  }
}

/** The figures in which two sums differ, in words; empty when they are the same. */
export function differenceOf(a: Sums, b: Sums): string {
  return FIGURES.filter((figure) => a[figure] !== b[figure])
    .map((figure) => `${figure} ${a[figure]} against ${b[figure]}`)
    .join(", ")
}
