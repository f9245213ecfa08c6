import { AppError } from "@/lib/errors"

/**
 * Lets `places` tasks run at once and `waiting` more queue; a task beyond that is refused rather than left
 * to pile up: as `unavailable`, or as `too_many_requests` where one asker alone fills it.
 */
export function turnstile(
  places: number,
  waiting: number,
  refusal: "unavailable" | "too_many_requests" = "unavailable",
) {
  const queue: (() => void)[] = []
  let running = 0

  async function enter(): Promise<void> {
    if (running < places) {
      running += 1
      return
    }
    if (queue.length >= waiting) {
      throw new AppError(refusal, "The server is busy. Try again in a few seconds.", {
        retryAfterSeconds: 5,
      })
    }
    await new Promise<void>((resolve) => queue.push(resolve))
  }

  function leave(): void {
    const next = queue.shift()
    if (next) next()
    else running -= 1
  }

  return async function pass<T>(task: () => Promise<T>): Promise<T> {
    await enter()
    try {
      return await task()
    } finally {
      leave()
    }
  }
}
