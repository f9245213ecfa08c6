export interface ApiRefusal {
  /** A whole sentence. */
  detail: string
  /** What is wrong with each field. */
  fields: Record<string, string>
}

export type ApiAnswer<T> = { ok: true; value: T } | { ok: false; refusal: ApiRefusal }

interface Problem {
  detail?: string
  errors?: { pointer: string; detail: string }[]
}

const NO_ANSWER = "The server did not answer. Check the connection and try again."

function refusalOf({ detail = NO_ANSWER, errors = [] }: Problem): ApiRefusal {
  const fields: Record<string, string> = {}
  for (const { pointer, detail: fault } of errors) fields[pointer.replace(/^\//, "")] ??= fault
  return { detail, fields }
}

export interface ApiCall {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  body?: unknown
  /** A file that is the body, as it is. */
  file?: Blob
  /** Without one the session counts. */
  key?: string
}

/** Asks one of our own routes. `T` is what its description promises; an empty answer is null. */
export async function callApi<T>(
  path: string,
  { method = "GET", body, file, key }: ApiCall = {},
): Promise<ApiAnswer<T>> {
  try {
    const response = await fetch(path, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(file === undefined ? {} : { "content-type": file.type || "application/octet-stream" }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(file === undefined ? {} : { body: file }),
    })
    const text = await response.text()
    const value: unknown = text === "" ? null : JSON.parse(text)
    return response.ok ? { ok: true, value: value as T } : { ok: false, refusal: refusalOf(value as Problem) }
  } catch {
    return { ok: false, refusal: { detail: NO_ANSWER, fields: {} } }
  }
}
