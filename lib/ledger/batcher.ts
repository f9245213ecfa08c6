import { AppError } from "@/lib/errors"
import { createLanes, type LaneOptions } from "./lanes"

interface Submission<Item, Result> {
  items: Item[]
  resolve(results: Result[]): void
  reject(error: unknown): void
}

/** What one organisation waits for. */
interface Queue<Item, Result> {
  submissions: Submission<Item, Result>[]
  /** Of all its submissions. */
  items: number
  /** Its flushes under way. */
  flushes: number
  /** Those of them that are held up; until they end it starts no other. */
  overdue: number
}

export interface BatcherOptions<Item, Result> extends LaneOptions {
  /** Writes a batch of one organisation and answers per item, in order. */
  flush(orgId: number, items: Item[]): Promise<Result[]>
  /**
   * Items of an organisation that start a further flush beside one of its own. Fewer wait for that one to
   * end: together they cost less than each in a flush of its own.
   */
  worthAnother: number
  /** A flush takes whole submissions up to about this many items. */
  batchSize: number
  /** Items waiting of one organisation beyond which it is refused with `too_many_requests`. */
  maxWaitingEach: number
  /** Items waiting of all beyond which a submission is refused with `unavailable`. */
  maxWaiting: number
}

export interface Batcher<Item, Result> {
  submit(orgId: number, items: Item[]): Promise<Result[]>
}

/** Whole submissions, one at least. */
function take<Item, Result>(queue: Queue<Item, Result>, batchSize: number): Submission<Item, Result>[] {
  let count = 0
  let size = 0
  for (const { items } of queue.submissions) {
    if (count > 0 && size + items.length > batchSize) break
    count += 1
    size += items.length
  }
  queue.items -= size
  return queue.submissions.splice(0, count)
}

function refused(code: "too_many_requests" | "unavailable", waiting: number): Promise<never> {
  const sentence = `${waiting} events are waiting to be written. Nothing of this request was stored; send it again.`
  return Promise.reject(new AppError(code, sentence, { retryAfterSeconds: 1 }))
}

/** Writes submissions together and answers each with its own items. */
async function write<Item, Result>(
  flush: BatcherOptions<Item, Result>["flush"],
  orgId: number,
  submissions: Submission<Item, Result>[],
): Promise<void> {
  try {
    const results = await flush(
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
    else for (const submission of submissions) await write(flush, orgId, [submission])
  }
}

/**
 * Lets requests that wait together be written together: a batch leaves as soon as a connection is free and
 * its organisation has no other under way, without a timer, so a lone request waits for nobody. A failed
 * batch of several submissions is tried again one submission at a time, so that one cannot sink another.
 */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  const queues = new Map<number, Queue<Item, Result>>()
  const lanes = createLanes(options)
  let waiting = 0

  function queueOf(orgId: number): Queue<Item, Result> {
    let queue = queues.get(orgId)
    if (queue === undefined) {
      queue = { submissions: [], items: 0, flushes: 0, overdue: 0 }
      queues.set(orgId, queue)
    }
    return queue
  }

  function nextDue(): [orgId: number, queue: Queue<Item, Result>] | undefined {
    for (const entry of queues) {
      const [, { items, submissions, flushes, overdue }] = entry
      if (submissions.length === 0 || overdue > 0) continue
      if (flushes === 0 || items >= options.worthAnother) return entry
    }
    return undefined
  }

  async function flush(orgId: number, queue: Queue<Item, Result>): Promise<void> {
    let isOverdue = false
    const leave = lanes.enter(() => {
      isOverdue = true
      queue.overdue += 1
      pump()
    })
    queue.flushes += 1
    // An organisation that is served goes to the back of the line.
    queues.delete(orgId)
    queues.set(orgId, queue)
    const before = queue.items
    const submissions = take(queue, options.batchSize)
    waiting -= before - queue.items
    await write(options.flush, orgId, submissions)
    leave()
    queue.flushes -= 1
    if (isOverdue) queue.overdue -= 1
    if (queue.flushes === 0 && queue.submissions.length === 0) queues.delete(orgId)
    pump()
  }

  function pump(): void {
    while (lanes.isFree()) {
      const due = nextDue()
      if (!due) return
      void flush(...due)
    }
  }

  return {
    submit(orgId, items) {
      const own = queues.get(orgId)?.items ?? 0
      if (own > 0 && own + items.length > options.maxWaitingEach) return refused("too_many_requests", own)
      if (waiting > 0 && waiting + items.length > options.maxWaiting) return refused("unavailable", waiting)
      return new Promise((resolve, reject) => {
        const queue = queueOf(orgId)
        queue.submissions.push({ items, resolve, reject })
        queue.items += items.length
        waiting += items.length
        pump()
      })
    },
  }
}
