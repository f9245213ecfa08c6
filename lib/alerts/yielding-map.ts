import { setImmediate } from "node:timers/promises"

/** Work that lasts longer lets the process do something else in between. */
const SLICE_MS = 8

/** Maps one after another, and lets others of the process on whenever it was at it for some milliseconds. */
export async function yieldingMap<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Result | Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let began = performance.now()
  for (const [index, item] of items.entries()) {
    results.push(await work(item, index))
    if (performance.now() - began < SLICE_MS) continue
    await setImmediate()
    began = performance.now()
  }
  return results
}
