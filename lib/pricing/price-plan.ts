import { AppError } from "@/lib/errors"
import { formatDate } from "@/lib/time-format"
import type { PriceCells, PriceCsvLine } from "./price-csv"
import { priceCells } from "./price-csv"
import { overlap, type PriceInput, priceInput, subjectKey, toPriceRow } from "./price-input"
import type { PriceRow } from "./schema"

/** A price that stands: `id` is null for one that the file itself adds. */
export interface StandingPrice {
  id: number | null
  row: PriceRow
}

export interface PlanLine {
  line: number
  state: "added" | "ended" | "unchanged" | "invalid"
  /** Whose price of which models. */
  price: string
  /** What is wrong, or what else changes; null where there is nothing to say. */
  detail: string | null
}

export interface PricePlan {
  lines: PlanLine[]
  adds: PriceRow[]
  /** Prices that stand and end earlier than they would; null where one ends before it began. */
  ends: { id: number; row: PriceRow; after: PriceRow | null }[]
}

function conditionsOf(text: string): unknown {
  if (text === "") return {}
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function inputOf(cells: PriceCells): PriceInput | string {
  const { provider, models, from, to, currency, percent, conditions, source, ...rates } = cells
  const parsed = priceInput.safeParse({
    ...{
      provider,
      from,
      to: to || null,
      source,
      conditions: conditionsOf(conditions),
      percent: percent || null,
    },
    models: models.split(/\s+/).filter(Boolean),
    ...(currency === "" ? {} : { currency }),
    per_million: Object.fromEntries(Object.entries(rates).filter(([, rate]) => rate !== "")),
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.filter((part) => part !== "per_million").join(" ")
  return [field, issue?.message].filter(Boolean).join(": ")
}

/** The row that a line stands for, or what is wrong with it. */
function rowOf(cells: PriceCells, zone: string, today: string): PriceRow | string {
  const input = inputOf(cells)
  if (typeof input === "string") return input
  try {
    return toPriceRow(input, zone, today)
  } catch (cause) {
    if (cause instanceof AppError) return cause.message
    throw cause
  }
}

const textOf = ({ to, ...cells }: PriceCells) => JSON.stringify(cells)
const begins = ({ effectiveFrom }: PriceRow) =>
  effectiveFrom === null ? Number.NEGATIVE_INFINITY : Date.parse(effectiveFrom)
const ends = ({ effectiveTo }: PriceRow) =>
  effectiveTo === null ? Number.POSITIVE_INFINITY : Date.parse(effectiveTo)
const nameOf = ({ id }: StandingPrice) => (id === null ? "a line above" : `price ${id}`)

/** A price with its cells but for its end, which are long to make and never change. */
interface Written extends StandingPrice {
  text: string
}

/** Goes through a file's lines with what stands, each line after those above it. */
class Planner {
  readonly plan: PricePlan = { lines: [], adds: [], ends: [] }
  /** By their subject: a line looks at the prices of its own alone, however many there are. */
  readonly #standing = new Map<string, Written[]>()
  readonly #zone: string
  readonly #today: string

  constructor(standing: readonly StandingPrice[], zone: string, today: string) {
    this.#zone = zone
    this.#today = today
    for (const price of standing) this.#of(price.row).push(this.#written(price))
  }

  #of(row: PriceRow): Written[] {
    const key = subjectKey(row)
    const known = this.#standing.get(key) ?? []
    this.#standing.set(key, known)
    return known
  }

  #written(price: StandingPrice): Written {
    return { ...price, text: textOf(priceCells(price.row, this.#zone)) }
  }

  take({ line, cells }: PriceCsvLine): void {
    const price = `${cells.provider} ${cells.models}`.trim().slice(0, 200) || "–"
    const row = rowOf(cells, this.#zone, this.#today)
    const [state, detail] = typeof row === "string" ? (["invalid", row] as const) : this.#place(row)
    this.plan.lines.push({ line, state, price, detail })
  }

  #place(row: PriceRow): readonly [PlanLine["state"], string | null] {
    const standing = this.#of(row)
    const own = this.#written({ id: null, row })
    const same = standing.filter(({ text }) => text === own.text)
    if (same.some((each) => ends(each.row) === ends(row))) return ["unchanged", null]
    const longer = same.find((each) => ends(each.row) > ends(row))
    if (longer) {
      this.#end(longer, row.effectiveTo)
      return ["ended", `It ends ${this.#dayOf(row.effectiveTo)}.`]
    }
    const rivals = standing.filter((each) => overlap(each.row, row))
    const stays = rivals.find((each) => begins(each.row) >= begins(row) || ends(each.row) > ends(row))
    if (stays) return ["invalid", `At that time ${nameOf(stays)} holds for the same models and conditions.`]
    for (const rival of rivals) this.#end(rival, row.effectiveFrom)
    this.plan.adds.push(row)
    standing.push(own)
    const ended = rivals.map((rival) => `${nameOf(rival)} ends ${this.#dayOf(row.effectiveFrom)}`)
    return ["added", ended.length > 0 ? `${ended.join(", ")}.` : null]
  }

  #dayOf(instant: string | null): string {
    return instant === null ? "never" : `before ${formatDate(new Date(instant), this.#zone)}`
  }

  #end(price: Written, effectiveTo: string | null): void {
    const row = { ...price.row, effectiveTo }
    const standing = this.#of(row)
    standing[standing.indexOf(price)] = { ...price, row }
    if (price.id === null) {
      this.plan.adds[this.plan.adds.indexOf(price.row)] = row
      return
    }
    const after = begins(row) < ends(row) ? row : null
    this.plan.ends = this.plan.ends.filter(({ id }) => id !== price.id)
    this.plan.ends.push({ id: price.id, row: price.row, after })
  }
}

/**
 * What a file of prices makes of those that stand. It adds and ends, and takes nothing away that it does not name:
 * a price that begins while another of the same models and conditions holds ends that one.
 */
export function planPrices(
  lines: readonly PriceCsvLine[],
  standing: readonly StandingPrice[],
  zone: string,
  today: string,
): PricePlan {
  const planner = new Planner(standing, zone, today)
  for (const line of lines) planner.take(line)
  return planner.plan
}
