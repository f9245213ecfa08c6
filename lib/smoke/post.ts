import * as z from "zod"
import { AppError } from "@/lib/errors"
import { type Cell, type SmokeRunInput, smokeRunPosted } from "./schema"

const TIMEOUT_MS = 30_000
const TRIES = 3

/** Below what the product takes in one body. */
const MOST_BYTES = 4_500_000

/** The run, without the exchanges behind what went well where all of them would be too much. */
export function fitted(run: SmokeRunInput, most = MOST_BYTES): SmokeRunInput {
  if (Buffer.byteLength(JSON.stringify(run)) <= most) return run
  const kept = (cell: Cell) => (cell.state === "pass" ? { ...cell, exchanges: [] } : cell)
  return { ...run, routes: run.routes.map((route) => ({ ...route, cells: route.cells.map(kept) })) }
}

const problem = z.object({ detail: z.string() })

async function attempt(url: string, key: string, run: SmokeRunInput): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(run),
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
}

/** Posts a run to the product. A run that got there without our hearing of it is kept once. Throws AppError. */
export async function postRun(base: string, key: string, run: SmokeRunInput): Promise<{ id: number }> {
  const url = `${base.replace(/\/+$/, "")}/api/v1/smoke/runs`
  const body = fitted(run)
  let last: unknown = null
  for (let n = 0; n < TRIES; n += 1) {
    try {
      const response = await attempt(url, key, body)
      const answer: unknown = await response.json().catch(() => null)
      if (response.ok) return smokeRunPosted.parse(answer)
      const detail = problem.safeParse(answer).data?.detail ?? "no reason was given"
      last = new AppError("unavailable", `The run was not kept: ${response.status}, ${detail}`)
      if (response.status < 500 && response.status !== 429) break
    } catch (error) {
      last = error
    }
  }
  if (last instanceof AppError) throw last
  throw new AppError("unavailable", `The run could not be posted to ${base}.`, { cause: last })
}
