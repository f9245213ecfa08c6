import { divideHalfEven, type Pico } from "@/lib/money"

/** Why spend of one period differs from another's, in the order in which one is turned into the other. */
export const CAUSES = ["volume", "mix", "length", "cache", "price", "new", "gone", "other"] as const
export type Cause = (typeof CAUSES)[number]
export type Causes = Record<Cause, Pico>

/** What one entity did with one model in one period. */
export interface Usage {
  calls: bigint
  input_uncached: bigint
  cache_read: bigint
  cache_write: bigint
  output: bigint
  billed_pico: Pico
  unpriced_calls: bigint
  unpriced_tokens: bigint
}

/** What a token of each class costs beside the others; only the proportions count. */
export interface Weights {
  input: bigint
  read: bigint
  write: bigint
  output: bigint
}

/** One model of an entity in both periods. Without weights its tokens explain nothing. */
export interface ModelChange {
  before: Usage
  after: Usage
  weights: Weights | null
}

export function noCauses(): Causes {
  return { volume: 0n, mix: 0n, length: 0n, cache: 0n, price: 0n, new: 0n, gone: 0n, other: 0n }
}

/** Adds `part` to `causes` in place. */
export function addCauses(causes: Causes, part: Causes): void {
  for (const cause of CAUSES) causes[cause] += part[cause]
}

export function causesSum(causes: Causes): Pico {
  return CAUSES.reduce((sum, cause) => sum + causes[cause], 0n)
}

/** Priced calls of the whole that a model's share is a share of. */
export interface Base {
  before: bigint
  after: bigint
}

const inputOf = (usage: Usage) => usage.input_uncached + usage.cache_read + usage.cache_write

function inputWorth(usage: Usage, { input, read, write }: Weights): bigint {
  return usage.input_uncached * input + usage.cache_read * read + usage.cache_write * write
}

interface Level {
  cause: Cause
  pico: Pico
}

const tokensOf = (usage: Usage) => inputOf(usage) + usage.output

/** Calls that have a price: the others cost nothing, and must not make the calls beside them cheaper. */
const pricedCalls = (usage: Usage) => usage.calls - usage.unpriced_calls

/** Priced tokens by class, where those without a price are taken to be like the rest, times `tokensOf(usage)`. */
function pricedTokens(usage: Usage, times: bigint): Usage {
  const part = (tokensOf(usage) - usage.unpriced_tokens) * times
  const { input_uncached, cache_read, cache_write, output } = usage
  return {
    ...usage,
    input_uncached: input_uncached * part,
    cache_read: cache_read * part,
    cache_write: cache_write * part,
    output: output * part,
  }
}

/** The last three steps need tokens that had a price: what is left is then a price, else it is unexplained. */
function tokenLevels(change: ModelChange): Level[] {
  const { weights } = change
  const { billed_pico: billed } = change.before
  const last = (cause: Cause): Level[] => [{ cause, pico: change.after.billed_pico }]
  if (!weights || billed <= 0n) return last("other")
  // Both over one denominator: only their proportion counts.
  const before = pricedTokens(change.before, tokensOf(change.after) || 1n)
  const after = pricedTokens(change.after, tokensOf(change.before))
  const [worthIn, worthOut] = [inputWorth(before, weights), before.output * weights.output]
  const worth = worthIn + worthOut
  if (worth <= 0n) return last("other")
  const [input, inputAfter] = [inputOf(before), inputOf(after)]
  const outAfter = after.output * weights.output
  const worthAfter = inputWorth(after, weights) + outAfter
  const length =
    input > 0n
      ? divideHalfEven(billed * (inputAfter * worthIn + input * outAfter), input * worth)
      : divideHalfEven(billed * worthAfter, worth)
  return [
    { cause: "length", pico: length },
    { cause: "cache", pico: divideHalfEven(billed * worthAfter, worth) },
    ...last("price"),
  ]
}

function levelsOf(change: ModelChange, base: Base): Level[] {
  const { before, after } = change
  if (before.calls <= 0n) {
    // A model that this entity did not use: a choice of models, whatever it costs.
    return after.calls <= 0n
      ? [{ cause: "other", pico: after.billed_pico }]
      : [
          { cause: "other", pico: 0n },
          { cause: "mix", pico: after.billed_pico },
        ]
  }
  const [priced, pricedAfter] = [pricedCalls(before), pricedCalls(after)]
  if (priced <= 0n || base.before <= 0n || base.after <= 0n) {
    return [{ cause: "other", pico: after.billed_pico }]
  }
  const volume: Level = {
    cause: "volume",
    pico: divideHalfEven(before.billed_pico * base.after, base.before),
  }
  if (after.calls <= 0n) {
    return [volume, { cause: "mix", pico: 0n }, { cause: "other", pico: after.billed_pico }]
  }
  if (pricedAfter <= 0n) return [volume, { cause: "other", pico: after.billed_pico }]
  const mix: Level = {
    cause: "mix",
    pico: divideHalfEven(before.billed_pico * pricedAfter, priced),
  }
  return [volume, mix, ...tokenLevels(change)]
}

function callsOf(models: readonly ModelChange[], period: "before" | "after"): bigint {
  return models.reduce((sum, model) => sum + model[period].calls, 0n)
}

function billedOf(models: readonly ModelChange[], period: "before" | "after"): Pico {
  return models.reduce((sum, model) => sum + model[period].billed_pico, 0n)
}

/** The priced calls of entities that both periods know. */
export function baseOf(entities: readonly (readonly ModelChange[])[]): Base {
  const lasting = entities.filter((models) => callsOf(models, "before") > 0n && callsOf(models, "after") > 0n)
  const sum = (period: "before" | "after") =>
    lasting.flat().reduce((total, model) => total + pricedCalls(model[period]), 0n)
  return { before: sum("before"), after: sum("after") }
}

/**
 * Splits the difference of one entity's billed cost into causes that sum to it to the last pico.
 *
 * The earlier period is turned into the later one step by step, and each step's effect is the change of
 * the cost that it makes. With n priced calls of a model, N of the base, B billed, I input tokens, and the
 * worth W = Σ tokens × weight of its class (Wi of input alone, Wo of output alone), earlier 0 and later 1:
 *
 *     B0                                       as it was
 *     B0 × N1 / N0                    volume   as many calls, the same shares of models
 *     B0 × n1 / n0                    mix      each model's own number of calls
 *     B0 × (Wi0 × I1/I0 + Wo1) / W0   length   tokens per call, cached in the same proportion
 *     B0 × W1 / W0                    cache    what is read from and written to cache
 *     B1                              price    the rest: the same tokens for another amount
 *
 * A model that the entity takes up or gives up is mix; an entity without calls before is new as a whole,
 * one without calls after is gone. Calls without a price are left out of n, and their tokens out of I and W
 * in proportion. What no token explains (fees, what has a price in one period only, amounts without a call)
 * is other. Every level is rounded to the pico half to even, and an effect is the difference of two
 * levels, so that no rounding remains. `base` is the entity's own calls unless its share of a larger
 * whole is asked for.
 */
export function explainEntity(models: readonly ModelChange[], base?: Base): Causes {
  const causes = noCauses()
  const calls = { before: callsOf(models, "before"), after: callsOf(models, "after") }
  if (calls.before <= 0n || calls.after <= 0n) {
    const [before, after] = [billedOf(models, "before"), billedOf(models, "after")]
    causes[calls.after > 0n ? "new" : "other"] += after
    causes[calls.before > 0n ? "gone" : "other"] -= before
    return causes
  }
  for (const model of models) {
    let at = model.before.billed_pico
    for (const { cause, pico } of levelsOf(model, base ?? baseOf([models]))) {
      causes[cause] += pico - at
      at = pico
    }
  }
  return causes
}
