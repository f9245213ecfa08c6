import { readFileSync } from "node:fs"
import * as z from "zod"

/**
 * Prices worked out apart from the product: rates read from the catalogue's text, whole numbers of
 * 1e-12 dollars, one multiplication per class. Rates that would need rounding are not used here.
 */
const file = z.object({
  rows: z.array(z.object({ id: z.string(), rates: z.record(z.string(), z.string()).optional() })),
})

const PICO_DIGITS = 12

/** `0.0000004` as 400000 pico. */
export function pico(decimal: string): bigint {
  const [whole = "0", fraction = ""] = decimal.split(".")
  if (fraction.length > PICO_DIGITS) throw new Error(`${decimal} is finer than 1e-12.`)
  return BigInt(whole + fraction.padEnd(PICO_DIGITS, "0"))
}

/** 400000 pico as `0.0000004`. */
export function decimal(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(PICO_DIGITS + 1, "0")
  const fraction = digits.slice(-PICO_DIGITS).replace(/0+$/, "")
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -PICO_DIGITS)}${fraction === "" ? "" : `.${fraction}`}`
}

export type Rates = Record<string, bigint>

/** The rates of one row of the catalogue, per token. */
export function ratesOf(provider: string, id: string): Rates {
  const { rows } = file.parse(JSON.parse(readFileSync(`lib/pricing/catalogue/${provider}.json`, "utf8")))
  const row = rows.find((candidate) => candidate.id === id)
  if (!row?.rates) throw new Error(`The catalogue has no row ${provider}/${id}.`)
  return Object.fromEntries(Object.entries(row.rates).map(([name, rate]) => [name, pico(rate)]))
}

export function priceOf(rates: Rates, counts: Readonly<Record<string, number>>): bigint {
  return Object.entries(counts).reduce((sum, [name, amount]) => {
    const rate = rates[name]
    if (rate === undefined && amount > 0) throw new Error(`No rate for ${name}.`)
    return sum + (rate ?? 0n) * BigInt(amount)
  }, 0n)
}
