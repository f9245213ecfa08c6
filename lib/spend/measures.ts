import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import type { Pico } from "@/lib/money"
import { picoToString } from "@/lib/money"
import type { Measures } from "./schema"

/** The sums of a cube, in its column order. */
const NAMES = [
  "requests",
  "calls",
  "errors",
  "input_uncached",
  "cache_read",
  "cache_write",
  "output",
  "reasoning",
  "list_pico",
  "computed_pico",
  "billed_pico",
  "reported_pico",
  "reported_calls",
  "unpriced_calls",
  "unpriced_tokens",
] as const
type Name = (typeof NAMES)[number]

export type Sums = Record<Name, bigint>

/** Counts arrive as bigint, money as the text of a numeric; nothing else is let through. */
const count = z.bigint()
const pico = z.string().transform((digits) => BigInt(digits))
export const sumsRow = Object.fromEntries(
  NAMES.map((name) => [name, name.endsWith("_pico") ? pico : count]),
) as Record<Name, typeof count | typeof pico>

export const CUBE_COLUMNS = Prisma.sql`m.requests, m.calls, m.errors, m.input_uncached, m.cache_read, m.cache_write,
  m.output, m.reasoning, m.list_pico, m.computed_pico, m.billed_pico, m.reported_pico, m.reported_calls,
  m.unpriced_calls, m.unpriced_tokens`

/** The same, of what is to be taken off. */
export const NEGATED_COLUMNS = Prisma.sql`-m.requests as requests, -m.calls as calls, -m.errors as errors,
  -m.input_uncached as input_uncached, -m.cache_read as cache_read, -m.cache_write as cache_write, -m.output as output,
  -m.reasoning as reasoning, -m.list_pico as list_pico, -m.computed_pico as computed_pico,
  -m.billed_pico as billed_pico, -m.reported_pico as reported_pico, -m.reported_calls as reported_calls,
  -m.unpriced_calls as unpriced_calls, -m.unpriced_tokens as unpriced_tokens`

/** By the aggregates of ours: PostgreSQL's own sum sets up more for a group than a group of few rows needs. */
export const SUMS = Prisma.sql`total(m.requests) as requests, total(m.calls) as calls, total(m.errors) as errors,
  total(m.input_uncached) as input_uncached, total(m.cache_read) as cache_read, total(m.cache_write) as cache_write,
  total(m.output) as output, total(m.reasoning) as reasoning, total(m.list_pico) as list_pico,
  total(m.computed_pico) as computed_pico, total(m.billed_pico) as billed_pico, total(m.reported_pico) as reported_pico,
  total(m.reported_calls) as reported_calls, total(m.unpriced_calls) as unpriced_calls,
  total(m.unpriced_tokens) as unpriced_tokens`

/** True of a row that holds anything. */
export const IS_SOMETHING = Prisma.sql`(m.calls <> 0 or m.billed_pico <> 0 or m.requests <> 0 or m.errors <> 0
  or m.input_uncached <> 0 or m.cache_read <> 0 or m.cache_write <> 0 or m.output <> 0 or m.reasoning <> 0
  or m.list_pico <> 0 or m.computed_pico <> 0 or m.reported_pico <> 0 or m.reported_calls <> 0
  or m.unpriced_calls <> 0 or m.unpriced_tokens <> 0)`

export function noSums(): Sums {
  return Object.fromEntries(NAMES.map((name) => [name, 0n])) as Sums
}

/** Adds `part` to `sums` in place. */
export function addSums(sums: Sums, part: Sums): void {
  for (const name of NAMES) sums[name] += part[name]
}

export function lessSums(sums: Sums, part: Sums): Sums {
  return Object.fromEntries(NAMES.map((name) => [name, sums[name] - part[name]])) as Sums
}

export function isNothing(sums: Sums): boolean {
  return NAMES.every((name) => sums[name] === 0n)
}

const money = (pico: Pico) => picoToString(pico)

/** The public form: money as decimal strings, counts as numbers (all below 2^53). */
export function toMeasures(sums: Sums): Measures {
  return {
    billed: money(sums.billed_pico),
    list: money(sums.list_pico),
    computed: money(sums.computed_pico),
    reported: sums.reported_calls === 0n && sums.reported_pico === 0n ? null : money(sums.reported_pico),
    requests: Number(sums.requests),
    calls: Number(sums.calls),
    errors: Number(sums.errors),
    tokens: {
      input_uncached: Number(sums.input_uncached),
      cache_read: Number(sums.cache_read),
      cache_write: Number(sums.cache_write),
      output: Number(sums.output),
      reasoning: Number(sums.reasoning),
    },
    unpriced: { calls: Number(sums.unpriced_calls), tokens: Number(sums.unpriced_tokens) },
  }
}
