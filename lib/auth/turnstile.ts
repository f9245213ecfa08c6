import { AppError } from "@/lib/errors"

function busy(refusal: "unavailable" | "too_many_requests"): AppError {
  return new AppError(refusal, "The server is busy. Try again in a few seconds.", { retryAfterSeconds: 5 })
}

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
    if (queue.length >= waiting) throw busy(refusal)
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

/** Of one sender at a turnstile that several share. */
interface Line {
  queue: (() => void)[]
  running: number
}

/**
 * A turnstile that senders share: each has at most `each` of the places and a line of its own, and lines are served in
 * turn, so that whoever sends most holds up nobody else. A task beyond `waiting` of its sender is refused as
 * `unavailable`, which senders of telemetry try again.
 */
export function sharedTurnstile(places: number, each: number, waiting: number) {
  const lines = new Map<string, Line>()
  let running = 0

  function serve(): void {
    for (const [sender, line] of lines) {
      if (running >= places) return
      const next = line.running < each ? line.queue.shift() : undefined
      if (next === undefined) continue
      line.running += 1
      running += 1
      // Who is served goes to the back.
      lines.delete(sender)
      lines.set(sender, line)
      next()
    }
  }

  return async function pass<T>(sender: string, task: () => Promise<T>): Promise<T> {
    const line = lines.get(sender) ?? { queue: [], running: 0 }
    if (line.queue.length >= waiting) throw busy("unavailable")
    lines.set(sender, line)
    await new Promise<void>((resolve) => {
      line.queue.push(resolve)
      serve()
    })
    try {
      return await task()
    } finally {
      line.running -= 1
      running -= 1
      if (line.running === 0 && line.queue.length === 0) lines.delete(sender)
      serve()
    }
  }
}
