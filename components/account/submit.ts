/** What a form shows of a refusal: a sentence, and what is wrong field by field. */
export interface Refusal {
  detail: string
  fields: Record<string, string>
}

export type Outcome = { ok: true; value: unknown } | { ok: false; refusal: Refusal }

const NO_ANSWER = "The server did not answer. Check the connection and try again."

interface ProblemBody {
  detail?: string
  errors?: { pointer: string; detail: string }[]
}

function refusalOf(problem: ProblemBody): Refusal {
  const fields: Record<string, string> = {}
  for (const { pointer, detail } of problem.errors ?? []) fields[pointer.replace(/^\//, "")] ??= detail
  return { detail: problem.detail ?? NO_ANSWER, fields }
}

/** Sends a form's values as JSON to one of our own routes. */
export async function submit(path: string, values: Record<string, unknown>): Promise<Outcome> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(values),
    })
    const value: unknown = await response.json()
    return response.ok ? { ok: true, value } : { ok: false, refusal: refusalOf(value as ProblemBody) }
  } catch {
    return { ok: false, refusal: { detail: NO_ANSWER, fields: {} } }
  }
}
