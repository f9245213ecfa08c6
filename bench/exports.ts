import { type Figure, median } from "./figures"
import type { Bench } from "./ingest"

const DAY = 86_400_000
const ROUNDS = 3
const NEW_LINE = 10

interface Download {
  firstMs: number
  allMs: number
  lines: number
}

async function download(bench: Bench, path: string): Promise<Download> {
  const start = performance.now()
  const response = await fetch(`${bench.url}/api/v1/export/${path}`, {
    headers: { authorization: `Bearer ${bench.keys.read}` },
  })
  if (response.status !== 200 || !response.body)
    throw new Error(`${path}: ${response.status} ${(await response.text()).slice(0, 300)}`)
  let firstMs = Number.NaN
  let lines = 0
  for await (const chunk of response.body) {
    if (Number.isNaN(firstMs)) firstMs = performance.now() - start
    for (const byte of chunk) if (byte === NEW_LINE) lines += 1
  }
  return { firstMs, allMs: performance.now() - start, lines }
}

async function downloads(bench: Bench, path: string): Promise<Download> {
  const taken: Download[] = []
  for (let round = 0; round < ROUNDS; round += 1) taken.push(await download(bench, path))
  const middle = (of: keyof Download) => median(taken.map((each) => each[of]))
  return { firstMs: middle("firstMs"), allMs: middle("allMs"), lines: middle("lines") }
}

/** The same charges with their contexts, a thousand at a time, read and thrown away by the bench itself. */
async function cursorMs({ pool, orgId }: Bench, from: string, to: string): Promise<number> {
  const start = performance.now()
  const client = await pool.connect()
  try {
    await client.query("begin; set local statement_timeout = 0")
    await client.query(
      `declare month no scroll cursor for select c.*, x.* from charge c
       join context x on x.org_id = c.org_id and x.id = c.context_id
       where c.org_id = ${Number(orgId)} and c.time >= '${from}' and c.time < '${to}' order by c.time`,
    )
    let fetched: number | null
    do fetched = (await client.query("fetch forward 1000 from month")).rowCount
    while (fetched)
    await client.query("commit")
  } finally {
    client.release()
  }
  return performance.now() - start
}

/** Thirty days of events as CSV and as FOCUS, and of spend, taken as fast as the server sends. */
export async function exportFigures(bench: Bench, ledger: string): Promise<Figure[]> {
  const day = (back: number) => new Date(Date.now() - back * DAY).toISOString().slice(0, 10)
  const [from, to] = [day(30), day(0)]
  const month = `from=${from}&to=${to}`
  const name = (of: string) => `${ledger}: 30 days of ${of}`
  const events = await downloads(bench, `events.csv?${month}`)
  const bare = median([
    await cursorMs(bench, from, to),
    await cursorMs(bench, from, to),
    await cursorMs(bench, from, to),
  ])
  const perSecond = (lines: number, ms: number) => (lines / ms) * 1_000
  const focus = await downloads(bench, `focus?${month}`)
  const parquet = await downloads(bench, `focus?${month}&format=parquet`)
  const spend = await downloads(bench, `spend.csv?${month}&group_by=feature,model`)
  return [
    {
      name: name("events as CSV"),
      value: perSecond(events.lines, events.allMs),
      unit: "rows/s",
      baseline: { name: "through a bare cursor", value: perSecond(events.lines, bare) },
      ratio: bare / events.allMs,
    },
    { name: name("FOCUS as CSV"), value: perSecond(focus.lines, focus.allMs), unit: "rows/s" },
    { name: name("FOCUS as Parquet"), value: parquet.allMs, unit: "ms" },
    { name: name("spend by feature and model as CSV"), value: spend.allMs, unit: "ms" },
    {
      name: `${ledger}: first byte of a download, slowest`,
      value: Math.max(...[events, focus, parquet, spend].map(({ firstMs }) => firstMs)),
      unit: "ms",
    },
  ]
}
