import { unstable_rethrow } from "next/navigation"
import { log } from "@/lib/log"
import { toProblem } from "./problem"
import { newRequestId } from "./request-id"

export type SectionRead<T> =
  | { ok: true; value: T }
  /** `sentence` may be shown; `requestId` finds the cause in the log, null where there is nothing to find. */
  | { ok: false; sentence: string; requestId: string | null }

/**
 * Reads what one section of a page shows. A failure becomes a sentence about that section alone, such
 * as `Events could not be read: …`, and its cause goes to the log. Redirects pass through.
 */
export async function readSection<T>(what: string, read: () => Promise<T>): Promise<SectionRead<T>> {
  try {
    return { ok: true, value: await read() }
  } catch (error) {
    unstable_rethrow(error)
    const requestId = newRequestId()
    const { problem, isExpected } = toProblem(error, requestId)
    if (isExpected) return { ok: false, sentence: problem.detail, requestId: null }
    log.error({ err: error, requestId }, `${what} could not be read.`)
    const away = problem.status === 503
    const sentence = `${what} could not be read${away ? ": the database does not answer" : ""}.`
    return { ok: false, sentence, requestId }
  }
}
