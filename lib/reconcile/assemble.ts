import type { Pico } from "@/lib/money"
import { billerOf } from "./biller"
import type { Converted } from "./convert"
import type { ModelNames } from "./model-names"
import type { DayCell, Edge } from "./moved"
import type { CostRow, NoteRow, UsageRow } from "./read-bills"
import type { LedgerDay, LedgerLine } from "./read-ledger"
import type { ToolFee } from "./read-tool-fees"
import type { BillSide, LedgerSide } from "./split"
import { inputOf, noTokens, plus, type Tokens } from "./tokens"

/** One model of one biller on one day of its bill, before it is compared. */
export interface OpenCell extends DayCell {
  day: string
  biller: string
  /** Null: what the bill names no model for. */
  model: string | null
  /** The provider and model that price it, of the most calls. */
  priced: { provider: string; model: string; calls: bigint } | null
  /** What the bill calls its fees, credits and tax. */
  items: { kind: CostRow["kind"]; item: string }[]
  notes: NoteRow[]
  /** Service tiers that the bill charges usage by. */
  tiers: Set<string>
  /** Which counts the bill tells of all that it charges here. */
  told: { input: boolean; output: boolean; whole: boolean }
}

const NO_EDGE = (): Edge => ({ calls: 0n, tokens: noTokens(), billed: 0n })

function emptyCell(day: string, biller: string, model: string | null): OpenCell {
  const charged = { correction: 0n, fee: 0n, credit: 0n, tax: 0n, adjustment: 0n }
  const bill: BillSide = { usage: 0n, charged, allowance: 0n, calls: null, tokens: null }
  const ledger: LedgerSide = {
    ...{ local: 0n, billed: 0n, credits: 0n, fees: 0n, calls: 0n },
    ...{ tokens: noTokens(), unpricedCalls: 0n, unpricedTokens: 0n },
  }
  const told = { input: false, output: false, whole: true }
  return {
    ...{ day, biller, model, bill, ledger, first: NO_EDGE(), last: NO_EDGE() },
    ...{ priced: null, items: [], notes: [], tiers: new Set<string>(), told },
  }
}

const OF_MODEL: ReadonlySet<CostRow["kind"]> = new Set(["usage", "correction"])

const keyOf = (day: string, biller: string, model: string | null) => JSON.stringify([day, biller, model])

/** Collects both sides into cells by day, biller and model. */
export class Cells {
  readonly #cells = new Map<string, OpenCell>()
  readonly #names: ModelNames
  /** Days on which a biller's usage names no model: all of the day is one cell. */
  readonly #whole: ReadonlySet<string>

  constructor(names: ModelNames, whole: ReadonlySet<string>) {
    this.#names = names
    this.#whole = whole
  }

  #cell(day: string, biller: string, model: string | null): OpenCell {
    const isWhole = this.#whole.has(wholeKey(day, biller))
    const name = model === null || isWhole ? null : this.#names.nameOf(biller, model)
    const key = keyOf(day, biller, name)
    const known = this.#cells.get(key)
    if (known) return known
    const made = emptyCell(day, biller, name)
    this.#cells.set(key, made)
    return made
  }

  addHours(line: LedgerLine): void {
    const cell = this.#cell(line.day, billerOf(line.provider, line.route), line.model)
    const calls = line.calls - line.errors
    const tokens = tokensOf(line)
    const { ledger } = cell
    ledger.billed += line.billed_pico
    ledger.calls += calls
    ledger.tokens = plus(ledger.tokens, tokens)
    ledger.unpricedCalls += line.unpriced_calls
    ledger.unpricedTokens += line.unpriced_tokens
    if (line.edge !== "within") addEdge(cell[line.edge], { calls, tokens, billed: line.billed_pico })
    if (!cell.priced || calls > cell.priced.calls) {
      cell.priced = { provider: line.provider, model: line.model, calls }
    }
  }

  addOwnDay({ day, provider, route, model, billed }: LedgerDay): void {
    this.#cell(day, billerOf(provider, route), model).ledger.local += billed
  }

  addCredits({ day, provider, route, model, billed }: LedgerDay): void {
    this.#cell(day, billerOf(provider, route), model).ledger.credits += billed
  }

  /** Takes what tools cost out of the model's amount: the bill of that day names them beside the models. */
  addToolFee({ day, edge, provider, route, model, pico }: ToolFee): void {
    const biller = billerOf(provider, route)
    const [from, to] = [this.#cell(day, biller, model), this.#cell(day, biller, null)]
    from.ledger.billed -= pico
    if (edge !== "within") from[edge].billed -= pico
    to.ledger.billed += pico
    to.ledger.fees += pico
  }

  /** The same of the organisation's own day. */
  addOwnToolFee({ day, provider, route, model, pico }: ToolFee): void {
    const biller = billerOf(provider, route)
    this.#cell(day, biller, model).ledger.local -= pico
    this.#cell(day, biller, null).ledger.local += pico
  }

  addCost(row: CostRow, { pico, allowance }: Converted): void {
    const cell = this.#cell(row.day, row.biller, OF_MODEL.has(row.kind) ? row.model : null)
    const { bill } = cell
    if (row.kind === "usage") {
      bill.allowance += allowance
      bill.usage += pico
      for (const tier of row.tiers) cell.tiers.add(tier)
      if (row.lacks_usage) cell.told.whole = false
    } else {
      bill.charged[row.kind] += pico
      cell.items.push(...row.items.map((item) => ({ kind: row.kind, item })))
    }
  }

  addUsage(row: UsageRow): void {
    const { bill, told } = this.#cell(row.day, row.biller, row.model)
    const inputs = [row.input, row.input_uncached, row.cache_read, row.cache_write]
    told.input ||= inputs.some((count) => count !== null)
    told.output ||= row.output !== null
    const first = bill.tokens === null && bill.calls === null
    if (row.requests !== null && (first || bill.calls !== null))
      bill.calls = (bill.calls ?? 0n) + row.requests
    else bill.calls = null
    if (!told.input && !told.output) return
    const before = bill.tokens ?? { ...noTokens(), input: 0n }
    const more = {
      input_uncached: row.input_uncached ?? 0n,
      cache_read: row.cache_read ?? 0n,
      cache_write: row.cache_write ?? 0n,
      output: row.output ?? 0n,
    }
    bill.tokens = { ...plus(before, more), input: before.input + (row.input ?? 0n) }
  }

  /** Shown where it was made, also where the bill names nothing any more. */
  addNote(note: NoteRow): void {
    this.#cell(note.day, note.biller, note.model === "" ? null : note.model).notes.push(note)
  }

  all(): OpenCell[] {
    const cells = [...this.#cells.values()]
    for (const cell of cells) forgetParts(cell)
    return cells
  }
}

/** Counts that leave out an account, or tokens that the ledger holds, tell nothing of the rest: unknown is not zero. */
function forgetParts({ bill, ledger, told }: OpenCell): void {
  if (!told.whole) bill.calls = null
  const lacksInput = !told.input && inputOf(ledger.tokens) > 0n
  const lacksOutput = !told.output && ledger.tokens.output > 0n
  if (!told.whole || lacksInput || lacksOutput) bill.tokens = null
}

export function wholeKey(day: string, biller: string): string {
  return `${day} ${biller}`
}

/** Days whose bill names amounts of usage and no model for any of them. */
export function wholeDays(costs: readonly CostRow[]): Set<string> {
  const named = new Set<string>()
  const nameless = new Set<string>()
  for (const { day, biller, model, kind } of costs) {
    if (kind !== "usage") continue
    if (model === null) nameless.add(wholeKey(day, biller))
    else named.add(wholeKey(day, biller))
  }
  return new Set([...nameless].filter((key) => !named.has(key)))
}

function tokensOf({ input_uncached, cache_read, cache_write, output }: LedgerLine): Tokens {
  return { input_uncached, cache_read, cache_write, output }
}

function addEdge(edge: Edge, more: { calls: bigint; tokens: Tokens; billed: Pico }): void {
  edge.calls += more.calls
  edge.tokens = plus(edge.tokens, more.tokens)
  edge.billed += more.billed
}

const TOOL = /web.?search|file.?search|code.?(?:interpreter|execution)|tool.?call|grounding/i

/** Days on which a bill names what tools cost beside the models that called them. */
export function toolDays(costs: readonly CostRow[]): Set<string> {
  const named = costs.filter(
    ({ kind, model, items }) => kind === "fee" && model === null && items.some((item) => TOOL.test(item)),
  )
  return new Set(named.map(({ day, biller }) => wholeKey(day, biller)))
}
