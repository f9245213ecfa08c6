import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import type { Job } from "pg-boss"
import { jobsOf } from "@/lib/db/jobs"
import { log } from "@/lib/log"
import { mailOffNotice, noticeJob } from "./off-notice"
import { NOTICES } from "./queues"

const IDLE_MS = 1_000
const AFTER_FAULT_MS = 2_000
const BEAT_MS = 15_000

type Boss = Awaited<ReturnType<typeof jobsOf>>

/** Mails one notice; as long as its letters go out it is nobody else's to mail. */
async function mailOne(boss: Boss, job: Job<unknown>): Promise<void> {
  const beat = setInterval(() => {
    boss
      .touch(NOTICES.name, [job])
      .catch((err: unknown) => log.warn({ err, job: job.id }, "A notice could not be held."))
  }, BEAT_MS)
  try {
    await mailOffNotice(noticeJob.parse(job.data))
    await boss.complete(NOTICES.name, job)
  } catch (err) {
    log.error({ err, job: job.id }, "A notice of an endpoint could not be mailed and is tried again.")
    await boss.fail(NOTICES.name, job)
  } finally {
    clearInterval(beat)
  }
}

/** Mails the notices of endpoints that were switched off until `signal`, one after another, beside the deliveries. */
export async function mailNotices(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let pause = IDLE_MS
    try {
      const boss = await jobsOf(NOTICES)
      const [job] = await boss.fetch<unknown>(NOTICES.name)
      if (job) {
        await mailOne(boss, job)
        pause = 0
      }
    } catch (err) {
      log.error({ err }, "The queue of notices met a fault and is asked again.")
      pause = AFTER_FAULT_MS
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined)
  }
}
