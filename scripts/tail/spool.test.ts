import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeEach, expect, test } from "vitest"
import { Spool, type Waiting } from "./spool"

const root = mkdtempSync(join(tmpdir(), "tollgate-spool-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folder = ""
let folders = 0
beforeEach(() => {
  folders += 1
  folder = join(root, String(folders))
})

const KB = 1_024
/** Of at most 120 bytes with its place. */
const event = (n: number): Waiting => ({
  ...{
    generation: "ab12",
    start: n * 10,
    end: n * 10 + 9,
    text: `{"id":"${n}","é":"\u2028 ${"x".repeat(50)}"}`,
  },
})
const numbers = ({ events }: { events: Waiting[] }) => events.map(({ start }) => start / 10)
const all = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

test("what was not answered for is there again, as it was, after any end", () => {
  const spool = new Spool(folder, 64 * KB)
  spool.append(all(0, 30).map(event))
  spool.advance(spool.read(10, KB * KB))
  const again = new Spool(folder, 64 * KB)
  expect(again.waiting).toBe(20)
  const batch = again.read(50, KB * KB)
  expect(numbers(batch)).toEqual(all(10, 30))
  expect(batch.events[0]).toEqual(event(10))
  expect(again.newest()).toEqual(event(29))
})

test("a record that a kill cut short is as if it had not been written", () => {
  new Spool(folder, 64 * KB).append([event(0), event(1)])
  appendFileSync(join(folder, "1.part"), "ab12 20 29 {")
  const again = new Spool(folder, 64 * KB)
  expect(again.newest()).toEqual(event(1))
  again.append([event(2)])
  expect(numbers(again.read(50, KB * KB))).toEqual([0, 1, 2])
})

test("parts are deleted once they are sent, and room comes back", () => {
  const spool = new Spool(folder, 64 * KB)
  const taken: number[] = []
  let written = 0
  for (let round = 0; round < 50; round += 1) {
    const more = all(written, written + Math.min(40, Math.floor(spool.room / 120))).map(event)
    spool.append(more)
    written += more.length
    expect(spool.bytes).toBeLessThanOrEqual(64 * KB)
    const batch = spool.read(35, 2 * KB)
    taken.push(...numbers(batch))
    spool.advance(batch)
  }
  while (spool.waiting > 0) {
    const batch = spool.read(500, 2 * KB)
    taken.push(...numbers(batch))
    spool.advance(batch)
  }
  expect(taken).toEqual(all(0, written))
  expect(spool.bytes).toBe(0)
  expect(readdirSync(folder)).toEqual(["sent.json"])
  expect(new Spool(folder, 64 * KB).read(1, KB).events).toEqual([])
})

test("an event larger than a batch is a batch of its own", () => {
  const spool = new Spool(folder, 64 * KB)
  const large = { ...event(0), text: `{"note":"${"y".repeat(9_000)}"}` }
  spool.append([large, event(1)])
  expect(spool.read(10, 100).events).toEqual([large])
})
