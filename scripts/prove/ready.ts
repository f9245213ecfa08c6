import { setTimeout as sleep } from "node:timers/promises"

const ANSWER_LIMIT_MS = 10_000
const EVERY_MS = 50

async function isReady(base: string): Promise<boolean> {
  try {
    const response = await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

/** Waits until the instance says that it may receive traffic. False when it does not within the limit. */
export async function untilReady(base: string, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs
  while (Date.now() < deadline) {
    if (await isReady(base)) return true
    await sleep(EVERY_MS)
  }
  return false
}

export interface ReadinessMonitor {
  /** Whether a question asked at or after the moment was answered with yes, and when first; null when none was. */
  readySince(atMs: number): number | null
  stop(): Promise<void>
}

/** One question at a time, for as long as it runs: a second one would be load of its own. */
export function monitorReadiness(base: string): ReadinessMonitor {
  const yes: { asked: number; answered: number }[] = []
  let stopping = false
  const running = (async () => {
    while (!stopping) {
      const asked = Date.now()
      if (await isReady(base)) yes.push({ asked, answered: Date.now() })
      await sleep(EVERY_MS)
    }
  })()
  return {
    readySince: (atMs) => yes.find(({ asked }) => asked >= atMs)?.answered ?? null,
    async stop() {
      stopping = true
      await running
    },
  }
}
