import { AppError } from "@/lib/errors"

interface Submission<Item, Result> {
  items: Item[]
  resolve(results: Result[]): void
  reject(error: unknown): void
}

export interface BatcherOptions<Item, Result> {
  /** Writes a batch of one organisation and answers per item, in order. */
  flush(orgId: number, items: Item[]): Promise<Result[]>
  /** Flushes under way at once. */
  connections: number
  /** A flush takes whole submissions up to about this many items. */
  batchSize: number
  /** Items waiting beyond which a submission is refused with `unavailable`. */
  maxWaiting: number
}

export interface Batcher<Item, Result> {
  submit(orgId: number, items: Item[]): Promise<Result[]>
}

/**
 * Lets requests that wait together be written together: a batch leaves as soon as a connection is
 * free, without a timer, so a lone request waits for nobody. A failed batch of several submissions is
 * tried again one submission at a time, so that one cannot sink another.
 */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  const queues = new Map<number, Submission<Item, Result>[]>()
  let waiting = 0
  let busy = 0

  function take(): { orgId: number; submissions: Submission<Item, Result>[] } | null {
    for (const [orgId, queue] of queues) {
      const submissions: Submission<Item, Result>[] = []
      let size = 0
      while (
        queue.length > 0 &&
        (submissions.length === 0 || size + (queue[0]?.items.length ?? 0) <= options.batchSize)
      ) {
        const next = queue.shift()
        if (!next) break
        submissions.push(next)
        size += next.items.length
      }
      // An organisation that was served goes to the back of the line.
      queues.delete(orgId)
      if (queue.length > 0) queues.set(orgId, queue)
      if (submissions.length > 0) {
        waiting -= size
        return { orgId, submissions }
      }
    }
    return null
  }

  async function write(orgId: number, submissions: Submission<Item, Result>[]): Promise<void> {
    try {
      const results = await options.flush(
        orgId,
        submissions.flatMap((s) => s.items),
      )
      let offset = 0
      for (const submission of submissions) {
        submission.resolve(results.slice(offset, offset + submission.items.length))
        offset += submission.items.length
      }
    } catch (error) {
      if (submissions.length === 1) submissions[0]?.reject(error)
      else for (const submission of submissions) await write(orgId, [submission])
    }
  }

  function pump(): void {
    while (busy < options.connections) {
      const batch = take()
      if (!batch) return
      busy += 1
      void write(batch.orgId, batch.submissions).finally(() => {
        busy -= 1
        pump()
      })
    }
  }

  return {
    submit(orgId, items) {
      if (waiting > 0 && waiting + items.length > options.maxWaiting) {
        const sentence = `${waiting} events are waiting to be written. Nothing of this request was stored; send it again.`
        return Promise.reject(new AppError("unavailable", sentence, { retryAfterSeconds: 1 }))
      }
      return new Promise((resolve, reject) => {
        const queue = queues.get(orgId) ?? []
        queues.set(orgId, queue)
        queue.push({ items, resolve, reject })
        waiting += items.length
        pump()
      })
    },
  }
}
