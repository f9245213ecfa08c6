import { authorizeFigures } from "./authorize"
import { bombFigures } from "./bombs"
import { copySame, lastBatch } from "./copy"
import { decideFigures } from "./decide"
import { startEmptyRoute } from "./empty-route"
import { exportFigures } from "./exports"
import type { Figure } from "./figures"
import { median } from "./figures"
import { fill } from "./fill"
import { healthFigures } from "./health"
import { type Bench, bodiesOf, sendAll } from "./ingest"
import { type QueryTimes, spendQueries } from "./queries"
import { screenFigures } from "./screens"
import { shownFigures } from "./shown"
import { singlePosts } from "./single"
import { sizes } from "./size"
import { spanFigures } from "./spans"
import { ackToVisible } from "./visible"
import { wallFigures } from "./wall"

/** Who looks at the screens. */
type Owner = Parameters<typeof screenFigures>[1]

const INGEST_EVENTS = 60_000
const SMALL = 1_000_000

const label = (rows: number) => `${rows / 1_000_000} M`
const say = (text: string) => console.error(text)

interface Rates {
  http: number
  copy: number
  acknowledged: number
}

/**
 * Three rounds of the same size, new ids each, and the COPY of each round's own rows after it. A round
 * before them warms the server up and is not measured.
 */
async function ingestRates(bench: Bench, run: string): Promise<Rates> {
  const http: number[] = []
  const copy: number[] = []
  const acknowledged: number[] = []
  const bodiesOfRound = (round: number) => bodiesOf(INGEST_EVENTS, `${run}-${round}-${Date.now()}`, round + 1)
  await sendAll(bench, bodiesOfRound(-1), INGEST_EVENTS)
  for (let round = 0; round < 3; round += 1) {
    const bodies = bodiesOfRound(round)
    const before = await lastBatch(bench)
    const times = await sendAll(bench, bodies, INGEST_EVENTS)
    http.push(INGEST_EVENTS / times.rolledMs)
    acknowledged.push(INGEST_EVENTS / times.acknowledgedMs)
    copy.push(INGEST_EVENTS / (await copySame(bench, before)))
  }
  return {
    http: median(http) * 1_000,
    copy: median(copy) * 1_000,
    acknowledged: median(acknowledged) * 1_000,
  }
}

function rateFigures(name: string, rates: Rates): Figure[] {
  return [
    {
      name: `${name}: batch ingest through HTTP until rolled up`,
      value: rates.http,
      unit: "events/s",
      baseline: { name: "COPY of the same rows", value: rates.copy },
      ratio: rates.http / rates.copy,
      limit: { of: "ratio", least: 0.3 },
    },
    { name: `${name}: batch ingest until acknowledged`, value: rates.acknowledged, unit: "events/s" },
  ]
}

function queryFigures(
  name: string,
  times: readonly QueryTimes[],
  before: readonly QueryTimes[] | null,
): Figure[] {
  const first: Figure = {
    name: `${name}: any of these for the first time, slowest`,
    value: Math.max(...times.map(({ firstMs }) => firstMs)),
    unit: "ms",
  }
  const asked = times.map((query): Figure => {
    const small = before?.find((other) => other.name === query.name)
    const figure: Figure = { name: `${name}: ${query.name}, p95`, value: query.p95Ms, unit: "ms" }
    if (small) figure.baseline = { name: "on the small ledger", value: small.p95Ms }
    if (small) figure.ratio = query.p50Ms / small.p50Ms
    return { ...figure, limit: { of: "value", most: 50 } }
  })
  return [...asked, first]
}

async function singleFigures(bench: Bench): Promise<Figure[]> {
  const empty = await startEmptyRoute(3_900 + (process.pid % 90))
  try {
    const single = await singlePosts(bench, empty.url)
    const name = "empty Next route"
    return [
      {
        name: "one event a request",
        value: single.events.perSecond,
        unit: "requests/s",
        baseline: { name, value: single.empty.perSecond },
        ratio: single.events.perSecond / single.empty.perSecond,
        limit: { of: "ratio", least: 0.6 },
      },
      {
        name: "one event a request, p99",
        value: single.events.p99Ms,
        unit: "ms",
        baseline: { name, value: single.empty.p99Ms },
      },
    ]
  } finally {
    empty.stop()
  }
}

async function growthFigures(
  bench: Bench,
  rows: number,
  small: Rates,
  before: QueryTimes[],
): Promise<Figure[]> {
  const large = await ingestRates(bench, "large")
  const queries = await spendQueries(bench)
  const p95 = (times: readonly QueryTimes[]) => median(times.map(({ p95Ms }) => p95Ms))
  const name = "on the small ledger"
  return [
    ...rateFigures(label(rows), large),
    {
      name: `batch ingest at ${label(rows)} against ${label(SMALL)}`,
      value: large.http,
      unit: "events/s",
      baseline: { name, value: small.http },
      ratio: large.http / small.http,
    },
    ...queryFigures(label(rows), queries, before),
    {
      name: `spend queries at ${label(rows)} against ${label(SMALL)}, median p95`,
      value: p95(queries),
      unit: "ms",
      baseline: { name, value: p95(before) },
      ratio: p95(queries) / p95(before),
      limit: { of: "ratio", most: 1.3 },
    },
  ]
}

async function sizeFigures(bench: Bench): Promise<Figure[]> {
  const { ledgerBytes, cubeBytes, events } = await sizes(bench)
  return [
    {
      name: "ledger bytes per event, with indexes",
      value: ledgerBytes / events,
      unit: "bytes",
      limit: { of: "value", most: 300 },
    },
    { name: "cube bytes per event", value: cubeBytes / events, unit: "bytes" },
  ]
}

/** How routes did, and which to take. */
async function routeFigures(bench: Bench, ledger: string): Promise<Figure[]> {
  return [...(await healthFigures(bench, ledger)), ...(await decideFigures(bench, ledger))]
}

/** Screens and downloads, on the ledger as large as it gets. */
async function readerFigures(bench: Bench, owner: Owner, ledger: string): Promise<Figure[]> {
  say("Explore and why it changed, step by step …")
  const health = await routeFigures(bench, ledger)
  const screens = await screenFigures(bench, owner, ledger)
  say("The same in a browser …")
  const shown = await shownFigures(bench, owner, ledger)
  say("Downloads …")
  return [...health, ...screens, ...shown, ...(await exportFigures(bench, ledger))]
}

/** All figures of the performance table, smallest ledger first. Takes half an hour at 10 M rows. */
export async function runBench(bench: Bench, owner: Owner, rows: number): Promise<Figure[]> {
  const small = Math.min(SMALL, rows)
  say("Batch ingest on an empty ledger …")
  const figures = rateFigures("empty", await ingestRates(bench, "first"))
  say(`Filling to ${small.toLocaleString("en-US")} events …`)
  await fill(bench, small)
  say("Batch ingest …")
  const rates = await ingestRates(bench, "small")
  say("Spend queries …")
  const queries = await spendQueries(bench)
  figures.push(...rateFigures(label(small), rates), ...queryFigures(label(small), queries, null))
  say("The same questions with row-level security and without …")
  figures.push(...(await wallFigures(bench.orgId)))
  say("Single posts …")
  figures.push(...(await singleFigures(bench)))
  say("Spans beside events …")
  figures.push(...(await spanFigures(bench, label(small))))
  say("May I spend? beside ingest …")
  figures.push(...(await authorizeFigures(bench, label(small))))
  say("Batches beside gzip bombs …")
  figures.push(...(await bombFigures(bench, label(small))))
  if (rows > small) {
    say(`Filling to ${rows.toLocaleString("en-US")} events …`)
    await fill(bench, rows - small)
    say("Batch ingest and spend queries …")
    figures.push(...(await growthFigures(bench, rows, rates, queries)))
  }
  figures.push(...(await readerFigures(bench, owner, label(rows))))
  say("Acknowledged to visible at 1,000 events/s …")
  const visible = await ackToVisible(bench)
  figures.push({
    name: "acknowledged to visible, p95",
    value: visible.p95Ms,
    unit: "ms",
    limit: { of: "value", most: 1_000 },
  })
  return [...figures, ...(await sizeFigures(bench))]
}

/** Questions that may be asked alone, by what `--only` calls them. */
export const ALONE = {
  bombs: { words: "Batches beside gzip bombs …", ask: bombFigures },
  authorize: { words: "May I spend? beside ingest …", ask: authorizeFigures },
  spans: { words: "Spans beside events …", ask: spanFigures },
  health: { words: "Health and Decide …", ask: routeFigures },
} as const

export async function runAlone(bench: Bench, rows: number, only: keyof typeof ALONE): Promise<Figure[]> {
  // What is filled in is of the contexts and users that these events bring.
  await sendAll(bench, bodiesOf(INGEST_EVENTS, `alone-${Date.now()}`, 1), INGEST_EVENTS)
  say(`Filling to ${rows.toLocaleString("en-US")} events …`)
  await fill(bench, rows)
  say(ALONE[only].words)
  return ALONE[only].ask(bench, label(rows))
}
