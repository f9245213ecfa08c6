import fc from "fast-check"
import { expect, test } from "vitest"
import { createBatcher } from "./batcher"

interface Flush {
  orgId: number
  items: string[]
  end(): void
  fail(): void
}

/** A batcher whose flushes end when the test says so; each answers its items in capitals. */
function harness(limits: { connections?: number; worthAnother?: number; batchSize?: number } = {}) {
  const underWay: Flush[] = []
  const sizes: number[] = []
  const batcher = createBatcher<string, string>({
    connections: 2,
    overdueMs: 20,
    mostOverdue: 2,
    worthAnother: 4,
    batchSize: 10,
    maxWaitingEach: 100,
    maxWaiting: 150,
    ...limits,
    flush: (orgId, items) =>
      new Promise((resolve, reject) => {
        const leave = (settle: () => void) => () => {
          underWay.splice(underWay.indexOf(flush), 1)
          settle()
        }
        const flush: Flush = {
          orgId,
          items,
          end: leave(() => resolve(items.map((item) => item.toUpperCase()))),
          fail: leave(() => reject(new Error("refused"))),
        }
        underWay.push(flush)
        sizes.push(items.length)
      }),
  })
  return { ...batcher, underWay, sizes }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test("a lone request leaves at once; those that come meanwhile leave together", async () => {
  const { submit, underWay, sizes } = harness()
  const first = submit(1, ["a"])
  const others = [submit(1, ["b"]), submit(1, ["c", "d"])]
  expect(underWay.map(({ items }) => items)).toEqual([["a"]])
  underWay[0]?.end()
  expect(await first).toEqual(["A"])
  await settled()
  expect(underWay.map(({ items }) => items)).toEqual([["b", "c", "d"]])
  underWay[0]?.end()
  expect(await Promise.all(others)).toEqual([["B"], ["C", "D"]])
  expect(sizes).toEqual([1, 3])
})

test("a second connection starts where enough waits", () => {
  const { submit, underWay } = harness({ worthAnother: 4 })
  void submit(1, ["a"])
  void submit(1, ["b", "c", "d"])
  expect(underWay).toHaveLength(1)
  void submit(1, ["e"])
  expect(underWay.map(({ items }) => items.length)).toEqual([1, 4])
  void submit(1, ["f", "g", "h", "i"])
  expect(underWay).toHaveLength(2)
})

test("an organisation does not wait for another's flush", () => {
  const { submit, underWay } = harness()
  void submit(1, ["a"])
  void submit(1, ["b"])
  void submit(2, ["c"])
  expect(underWay.map(({ orgId }) => orgId)).toEqual([1, 2])
})

test("an organisation whose flushes are held up keeps no other from writing, and starts no more", async () => {
  const { submit, underWay } = harness({ worthAnother: 1 })
  for (const item of ["a", "b", "c"]) void submit(1, [item])
  expect(underWay.map(({ orgId }) => orgId)).toEqual([1, 1])
  const other = submit(2, ["d"])
  await expect.poll(() => underWay.map(({ orgId }) => orgId)).toEqual([1, 1, 2])
  underWay[2]?.end()
  expect(await other).toEqual(["D"])
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(underWay.map(({ orgId }) => orgId)).toEqual([1, 1])
  underWay[0]?.end()
  underWay[0]?.end()
  await expect.poll(() => underWay.map(({ items }) => items)).toEqual([["c"]])
})

test("at most so many are held up at once", async () => {
  const { submit, underWay } = harness({ worthAnother: 1 })
  for (const orgId of [1, 2, 3, 4, 5]) void submit(orgId, ["a"])
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(underWay.map(({ orgId }) => orgId)).toEqual([1, 2, 3, 4])
})

test("a failed batch is tried again one submission at a time", async () => {
  const { submit, underWay } = harness()
  const first = submit(1, ["a"])
  const good = submit(1, ["b"])
  const bad = submit(1, ["c"])
  underWay[0]?.end()
  await first
  await settled()
  underWay[0]?.fail()
  await settled()
  expect(underWay.map(({ items }) => items)).toEqual([["b"]])
  underWay[0]?.end()
  expect(await good).toEqual(["B"])
  await settled()
  underWay[0]?.fail()
  await expect(bad).rejects.toThrow("refused")
})

test("what would wait too long is refused", async () => {
  const { submit } = harness()
  void submit(1, ["a"])
  void submit(1, Array(3).fill("b"))
  await expect(submit(1, Array(98).fill("c"))).rejects.toMatchObject({ code: "too_many_requests" })
  void submit(2, ["d"])
  await expect(submit(3, Array(148).fill("e"))).rejects.toThrow(/3 events are waiting/)
})

test("every submission is answered with its own items, whatever ends when", async () => {
  const orgs = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 6 })), {
    maxLength: 30,
  })
  await fc.assert(
    fc.asyncProperty(orgs, fc.array(fc.nat(), { minLength: 1 }), async (requests, picks) => {
      const { submit, underWay } = harness({ worthAnother: 5, batchSize: 8 })
      const answers = requests.map(([orgId, count], r) =>
        submit(
          orgId,
          Array.from({ length: count }, (_, i) => `o${orgId}r${r}i${i}`),
        ),
      )
      for (let step = 0; underWay.length > 0; step += 1) {
        expect(underWay.length).toBeLessThanOrEqual(4)
        const flush = underWay[(picks[step % picks.length] ?? 0) % underWay.length]
        expect(flush?.items.every((item) => item.startsWith(`o${flush.orgId}r`))).toBe(true)
        flush?.end()
        await settled()
      }
      const expected = requests.map(([orgId, count], r) =>
        Array.from({ length: count }, (_, i) => `O${orgId}R${r}I${i}`),
      )
      expect(await Promise.all(answers)).toEqual(expected)
    }),
  )
})
