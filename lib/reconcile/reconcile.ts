import "server-only"
import { getOrganisation, type Organisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { AppError } from "@/lib/errors"
import { endOfDay, lagHours, middleOfDay, settlesAt, startOfDay } from "@/lib/imports/settled"
import { picoToString } from "@/lib/money"
import { noRateSentence } from "@/lib/pricing/exchange"
import { getPriceBook } from "@/lib/pricing/queries"
import { resolveRange } from "@/lib/spend/range"
import { rangeOfRequest } from "@/lib/spend/request"
import { tokenWeights } from "@/lib/spend/token-weights"
import { localDate } from "@/lib/time"
import { groupRows, sumRows, toFigures, toRow, toTiedOut } from "./answer"
import { Cells, type OpenCell, toolDays, wholeDays, wholeKey } from "./assemble"
import { billerOf } from "./biller"
import { closesAt, dayPlus } from "./closed"
import { type ComparedRow, compareCells } from "./compare"
import { converted, type Rates } from "./convert"
import { ModelNames, rowsOfBook } from "./model-names"
import {
  type BilledDay,
  type CostRow,
  type Days,
  type NoteRow,
  readBilledDays,
  readCosts,
  readNotes,
  readUsage,
  type UsageRow,
} from "./read-bills"
import { type LedgerDay, type LedgerLine, readByHour, readByOwnDay, readCredits } from "./read-ledger"
import { readOwnKeyDays, readOwnKeys } from "./read-own-keys"
import { readToolFees, type ToolFee } from "./read-tool-fees"
import type { By } from "./rows-schema"
import type { ReconcileAnswer, ReconcileQuery } from "./schema"

const MOST_DAYS = 100
/** Read beside what is asked for, so that a day's neighbours tell the same of it in every range. */
const BESIDE = 3
const DAY_MS = 86_400_000

type Asked = Omit<ReconcileQuery, "limit">

async function daysAsked(scope: Scope, asked: Asked, now: Date): Promise<Days> {
  const { orgId } = scope
  const { zone, fiscalStart } = await getOrganisation(scope)
  const preset = asked.range ?? (asked.from === undefined && asked.to === undefined ? "30d" : null)
  const { from, to } = preset
    ? resolveRange({ kind: "preset", preset }, now, zone, fiscalStart)
    : await rangeOfRequest(scope, { from: asked.from, to: asked.to, filter: [] })
  const days = { from: localDate(from, zone), to: localDate(new Date(to.getTime() - 1), zone) }
  if (Date.parse(days.to) - Date.parse(days.from) >= MOST_DAYS * DAY_MS) {
    throw new AppError("invalid", `Bills are compared over ${MOST_DAYS} days at most.`)
  }
  return { orgId, ...days }
}

interface LedgerRead {
  hours: (LedgerLine & { zone: string })[]
  own: LedgerDay[]
  credits: (LedgerDay & { zone: string })[]
  tools: (ToolFee & { zone: string })[]
  ownTools: ToolFee[]
}

/** `hasTools`: a bill names what tools cost, so that the ledger's are to be told apart. */
async function readLedger(
  days: Days,
  own: string,
  zones: readonly string[],
  hasTools: boolean,
): Promise<LedgerRead> {
  const stretch = (zone: string) => ({
    ...{ orgId: days.orgId, own },
    ...{ from: startOfDay(days.from, zone), to: endOfDay(days.to, zone) },
  })
  const toolsOf = async (zone: string) => (hasTools ? readToolFees(stretch(zone), zone) : [])
  const [byOwn, ownKeys, ownTools, ...byZone] = await Promise.all([
    readByOwnDay(stretch(own)),
    readOwnKeyDays(stretch(own)),
    toolsOf(own),
    ...zones.map(async (zone) => ({
      zone,
      hours: [...(await readByHour(stretch(zone), zone)), ...(await readOwnKeys(stretch(zone), zone))],
      credits: await readCredits(stretch(zone), zone),
      tools: await toolsOf(zone),
    })),
  ])
  return {
    own: [...byOwn, ...ownKeys],
    hours: byZone.flatMap(({ zone, hours }) => hours.map((line) => ({ ...line, zone }))),
    credits: byZone.flatMap(({ zone, credits }) => credits.map((line) => ({ ...line, zone }))),
    tools: byZone.flatMap(({ zone, tools }) => tools.map((line) => ({ ...line, zone }))),
    ownTools,
  }
}

interface Situation {
  now: Date
  organisation: Organisation
  /** Days that are compared, by biller. */
  zones: ReadonlyMap<string, string>
  /** Days of billers on which a bill tells what usage cost. */
  usageCosts: ReadonlySet<string>
  stillOpen: ReconcileAnswer["still_open"]
  notCompared: ReconcileAnswer["not_compared"]
}

/** Which of the billed days can be compared by now, and why not the others. */
function situate(
  billed: readonly BilledDay[],
  unrated: ReadonlyMap<string, string>,
  organisation: Organisation,
  now: Date,
): Situation {
  const zones = new Map<string, string>()
  const stillOpen: Situation["stillOpen"] = []
  const notCompared: Situation["notCompared"] = []
  for (const { day, biller, zones: ofBills, has_cost, has_charges, imported_at } of billed) {
    const [zone = "UTC"] = ofBills
    const closes = closesAt(biller, day, [...ofBills, organisation.zone])
    const noRate = unrated.get(wholeKey(day, biller))
    if (!has_cost && !has_charges) {
      notCompared.push({
        provider: biller,
        day,
        because: "Its bill tells usage alone: import the costs as well.",
      })
    } else if (closes > now) stillOpen.push({ provider: biller, day, closes_at: closes.toISOString() })
    else if (imported_at < settlesAt(biller, day, zone)) {
      const because = `It was still settling when its bill was imported, within ${lagHours(biller)} hours of its end: import it again.`
      notCompared.push({ provider: biller, day, because })
    } else if (ofBills.length > 1) {
      const because = `Its bills count days of ${ofBills.join(" and of ")}, which are not the same hours.`
      notCompared.push({ provider: biller, day, because })
    } else if (noRate) notCompared.push({ provider: biller, day, because: noRate })
    else zones.set(wholeKey(day, biller), zone)
  }
  const usageCosts = new Set(
    billed.filter(({ has_cost }) => has_cost).map(({ day, biller }) => wholeKey(day, biller)),
  )
  return { now, organisation, zones, usageCosts, stillOpen, notCompared }
}

/** What the ledger holds of days that are over and that no bill of costs speaks for. */
function withoutBill(
  own: readonly LedgerDay[],
  { organisation, now, usageCosts }: Situation,
): ReconcileAnswer["without_bill"] {
  const found = new Map<string, { days: Set<string>; pico: bigint; unpriced: bigint }>()
  for (const { day, provider, route, billed: pico, unpriced_calls: unpriced } of own) {
    const biller = billerOf(provider, route)
    if ((pico === 0n && unpriced === 0n) || usageCosts.has(wholeKey(day, biller))) continue
    if (closesAt(biller, day, [organisation.zone, "UTC"]) > now) continue
    const known = found.get(biller) ?? { days: new Set(), pico: 0n, unpriced: 0n }
    known.days.add(day)
    found.set(biller, { ...known, pico: known.pico + pico, unpriced: known.unpriced + unpriced })
  }
  return [...found]
    .sort(([, a], [, b]) => (a.pico > b.pico ? -1 : 1))
    .map(([provider, { days, pico, unpriced }]) => {
      const all = [...days].sort()
      return {
        provider,
        days: all.length,
        from: all[0] ?? "",
        to: all.at(-1) ?? "",
        ledger: picoToString(pico),
        unpriced_calls: Number(unpriced),
      }
    })
}

interface Sides {
  costs: CostRow[]
  usage: UsageRow[]
  ledger: LedgerRead
  notes: NoteRow[]
}

function assembled(
  { costs, usage, ledger, notes }: Sides,
  { zones, usageCosts }: Situation,
  rates: Rates,
  names: ModelNames,
): OpenCell[] {
  const cells = new Cells(names, wholeDays(costs))
  const isCompared = (day: string, biller: string) => zones.has(wholeKey(day, biller))
  const billerOfLine = (line: { provider: string; route: string }) => billerOf(line.provider, line.route)
  // Where no bill tells what usage cost, fees stand alone: calls are not held against them.
  const zoneOfUsage = (line: { day: string; provider: string; route: string }) => {
    const key = wholeKey(line.day, billerOfLine(line))
    return usageCosts.has(key) ? zones.get(key) : undefined
  }
  for (const line of ledger.hours) if (zoneOfUsage(line) === line.zone) cells.addHours(line)
  for (const line of ledger.own) if (zoneOfUsage(line) !== undefined) cells.addOwnDay(line)
  for (const line of ledger.credits) if (zoneOfUsage(line) === line.zone) cells.addCredits(line)
  const tools = toolDays(costs)
  const isNamed = (line: ToolFee) => tools.has(wholeKey(line.day, billerOfLine(line)))
  for (const line of ledger.tools)
    if (isNamed(line) && zoneOfUsage(line) === line.zone) cells.addToolFee(line)
  for (const line of ledger.ownTools)
    if (isNamed(line) && zoneOfUsage(line) !== undefined) cells.addOwnToolFee(line)
  for (const row of costs) {
    const amount = isCompared(row.day, row.biller) ? converted(row, rates) : null
    if (amount) cells.addCost(row, amount)
  }
  for (const row of usage) if (isCompared(row.day, row.biller)) cells.addUsage(row)
  for (const note of notes) if (isCompared(note.day, note.biller)) cells.addNote(note)
  return cells.all().filter(isSomething)
}

/** Failed calls alone are nothing that a bill could name. */
function isSomething({ bill, ledger, notes }: OpenCell): boolean {
  if (notes.length > 0) return true
  const { charged } = bill
  const amounts = [
    bill.usage,
    charged.correction,
    charged.fee,
    charged.credit,
    charged.tax,
    charged.adjustment,
  ]
  const held = [ledger.local, ledger.billed, ledger.calls, bill.calls ?? 0n]
  return [...amounts, ...held].some((value) => value !== 0n)
}

export interface Compared {
  days: Days
  organisation: Organisation
  now: Date
  rows: ComparedRow[]
  rest: Pick<ReconcileAnswer, "still_open" | "not_compared" | "without_bill">
}

/** Every model on every closed day that a bill speaks for, compared with the ledger. It covers everybody's spend. */
export async function compare(scope: Scope, asked: Asked, now = new Date()): Promise<Compared> {
  requireWholeSight(scope)
  const days = await daysAsked(scope, asked, now)
  const read = { ...days, from: dayPlus(days.from, -BESIDE), to: dayPlus(days.to, BESIDE) }
  const [organisation, book, billed, costs, usage, notes] = await Promise.all([
    getOrganisation(scope),
    getPriceBook(scope),
    readBilledDays(read),
    readCosts(read),
    readUsage(read),
    readNotes(read),
  ])
  const { zone, currency } = organisation
  const zoneOfBill = new Map(billed.map(({ day, biller, zones }) => [wholeKey(day, biller), zones[0]]))
  const middle = (day: string, biller: string) =>
    middleOfDay(day, zoneOfBill.get(wholeKey(day, biller)) ?? "UTC")
  const rates: Rates = { currency, table: book.exchange, at: ({ day, biller }) => middle(day, biller) }
  const unrated = new Map<string, string>()
  for (const row of costs) {
    if (converted(row, rates)) continue
    unrated.set(wholeKey(row.day, row.biller), noRateSentence(row.currency, currency, rates.at(row)))
  }
  const situation = situate(billed, unrated, organisation, now)
  const ledger = await readLedger(
    read,
    zone,
    [...new Set(situation.zones.values())],
    toolDays(costs).size > 0,
  )
  const names = new ModelNames(rowsOfBook(book))
  const cells = assembled({ costs, usage, ledger, notes }, situation, rates, names)
  const rows = compareCells(cells, {
    ...{ own: zone, currency },
    zoneOf: (biller, day) => situation.zones.get(wholeKey(day, biller)) ?? "UTC",
    weightsOf: ({ priced, day, biller }) =>
      priced ? tokenWeights(book, priced.provider, priced.model, middle(day, biller)) : null,
  })
  const isWithin = ({ day }: { day: string }) => day >= days.from && day <= days.to
  const rest = {
    still_open: situation.stillOpen.filter(isWithin),
    not_compared: situation.notCompared.filter(isWithin),
    without_bill: withoutBill(ledger.own.filter(isWithin), situation),
  }
  return {
    days,
    organisation,
    now,
    rows: rows.filter((row) => isWithin(row) && isAsked(row, asked, names)),
    rest,
  }
}

function isAsked({ biller, model, state }: ComparedRow, asked: Asked, names: ModelNames): boolean {
  const one = (values: readonly string[], value: string) => values.length === 0 || values.includes(value)
  const models = asked.model.map((name) => (name === "" ? "" : names.nameOf(biller, name)))
  return one(asked.provider, biller) && one(models, model ?? "") && one(asked.state, state)
}

function trendOf(rows: readonly ComparedRow[]): ReconcileAnswer["trend"] {
  return groupRows(rows, "day").map((day) => ({ day: day.day ?? "", ...toTiedOut(day) }))
}

function listed(
  rows: readonly ComparedRow[],
  by: By,
  limit: number,
): Pick<ReconcileAnswer, "rows" | "other"> {
  const groups = groupRows(rows, by)
  const beyond = groups.slice(limit)
  return {
    rows: groups.slice(0, limit).map(toRow),
    other: beyond.length > 0 ? { count: beyond.length, ...toFigures(sumRows(beyond)) } : null,
  }
}

/** Bills against the ledger: what differs, what it is made of, and how much ties out. */
export async function reconcile(
  scope: Scope,
  asked: ReconcileQuery,
  now = new Date(),
): Promise<ReconcileAnswer> {
  const { days, organisation, rows, rest } = await compare(scope, asked, now)
  const total = sumRows(rows)
  return {
    range: { from: days.from, to: days.to },
    zone: organisation.zone,
    currency: organisation.currency,
    as_of: now.toISOString(),
    tied_out: toTiedOut(total),
    trend: trendOf(rows),
    total: toFigures(total),
    ...listed(rows, asked.by, asked.limit),
    ...rest,
  }
}
