import { expect, test } from "vitest"
import { inTurn } from "./in-turn"

function held() {
  let end = (): void => undefined
  const until = new Promise<void>((resolve) => {
    end = resolve
  })
  return { until, end }
}

test("an organisation changes one thing at a time, and holds up nobody else", async () => {
  const { until, end } = held()
  const done: string[] = []
  const slow = inTurn(1, () => until.then(() => done.push("slow")))
  const next = inTurn(1, async () => done.push("next"))
  await inTurn(2, async () => done.push("other"))
  expect(done).toEqual(["other"])
  end()
  await Promise.all([slow, next])
  expect(done).toEqual(["other", "slow", "next"])
})

test("a change that fails lets the next one in, and too many that wait are refused", async () => {
  const { until, end } = held()
  const failing = inTurn(3, () => until.then(() => Promise.reject(new Error("no"))))
  const waiting = Array.from({ length: 20 }, (_, at) => inTurn(3, async () => at))
  await expect(inTurn(3, async () => 21)).rejects.toMatchObject({ code: "too_many_requests" })
  end()
  await expect(failing).rejects.toThrow("no")
  expect(await Promise.all(waiting)).toHaveLength(20)
})
