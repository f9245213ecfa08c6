import { setTimeout as sleep } from "node:timers/promises"

/** As many waiting calls say that the machine does not carry the rate: no more are made. */
export const MOST_OPEN = 1_000

export interface Steady<Answer> {
  perSecond: number
  seconds: number
  send: (n: number) => Promise<Answer>
}

/** What came of calls; `ms` counts from when the call was due. */
export interface Noted<Answer> {
  answered: (answer: Answer, ms: number) => void
  failed: (error: Error & { code?: string }) => void
}

/** Calls leave by the clock, however long others take. How many were made: fewer where the machine did not carry them. */
export async function sendSteadily<Answer>(
  { perSecond, seconds, send }: Steady<Answer>,
  noted: Noted<Answer> | null,
): Promise<number> {
  const start = performance.now()
  const open: Promise<void>[] = []
  const count = seconds * perSecond
  let waiting = 0
  let n = 0
  while (n < count && waiting <= MOST_OPEN) {
    const due = Math.min(count, Math.floor(((performance.now() - start) / 1_000) * perSecond) + 1)
    for (; n < due; n += 1) {
      const at = start + (n * 1_000) / perSecond
      waiting += 1
      open.push(
        send(n).then(
          (answer) => {
            waiting -= 1
            noted?.answered(answer, performance.now() - at)
          },
          (error: Error & { code?: string }) => {
            waiting -= 1
            noted?.failed(error)
          },
        ),
      )
    }
    await sleep(1)
  }
  await Promise.all(open)
  return n
}
