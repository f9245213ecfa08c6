import { setTimeout as sleep } from "node:timers/promises"
import { expect, test } from "vitest"
import { sharedTurnstile } from "./turnstile"

test("whoever sends most at a shared turnstile holds up nobody else, and is refused beyond its own line", async () => {
  const pass = sharedTurnstile(3, 2, 100)
  const done: string[] = []
  let [running, most] = [0, 0]
  const task = (sender: string) =>
    pass(sender, async () => {
      running += 1
      most = Math.max(most, running)
      await sleep(2)
      running -= 1
      done.push(sender)
    })
  const flood = Array.from({ length: 110 }, () => task("1").catch(({ code }) => code))
  const others = ["2", "2", "3", "3"].map(task)
  await Promise.all(others)
  expect(done.filter((sender) => sender === "1").length).toBeLessThan(20)
  expect((await Promise.all(flood)).filter((code) => code === "unavailable")).toHaveLength(8)
  expect([done.length, most]).toEqual([106, 3])
})

test("a task that fails gives its place back", async () => {
  const pass = sharedTurnstile(1, 1, 10)
  const failed = Array.from({ length: 3 }, () => pass("1", () => Promise.reject(new Error("away"))))
  for (const each of failed) await expect(each).rejects.toThrow("away")
  expect(await pass("2", async () => "in")).toBe("in")
})
