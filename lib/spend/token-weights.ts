import type { PriceBook } from "@/lib/pricing/book"
import { matchRows } from "@/lib/pricing/match"
import { TOKEN_CLASSES, type TokenCounts } from "@/lib/providers/schema"
import type { Weights } from "./change"

/** Where the book knows no price: a read at a tenth, a write at five quarters, output at five times input. */
export const USUAL_WEIGHTS: Weights = { input: 20n, read: 2n, write: 25n, output: 100n }

const NO_TOKENS = Object.fromEntries(TOKEN_CLASSES.map((name) => [name, 0])) as TokenCounts

/** The proportions of a model's token prices at one instant; conditions by call are not asked. */
export function tokenWeights(book: PriceBook, provider: string, model: string, at: Date): Weights {
  const { computed } = matchRows(book, {
    provider,
    route: "direct",
    model,
    at,
    serviceTier: null,
    region: null,
    speed: null,
    thinking: null,
    inputTotal: 0,
    item: { kind: "message", model: null, classes: NO_TOKENS, ofWhich: {}, counts: {} },
  })
  const classes = computed?.rates.classes
  if (!classes || classes.input_uncached === null) return USUAL_WEIGHTS
  const input = classes.input_uncached
  const weights = {
    input,
    read: classes.cache_read ?? input,
    write: classes.cache_write_5m ?? classes.cache_write_other ?? input,
    output: classes.output ?? 0n,
  }
  return Object.values(weights).every((weight) => weight === 0n) ? USUAL_WEIGHTS : weights
}
