import { expect, test } from "vitest"
import { yieldingMap } from "./yielding-map"

function busyFor(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

test("work of half a second lets others of the process on all the while", async () => {
  let turns = 0
  const others = setInterval(() => {
    turns += 1
  }, 5)
  const results = await yieldingMap(Array.from({ length: 100 }), (_, n) => {
    busyFor(5)
    return n
  })
  clearInterval(others)
  expect(results).toEqual(Array.from({ length: 100 }, (_, n) => n))
  expect(turns).toBeGreaterThan(20)
})
