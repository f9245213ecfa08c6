import { dataHeaders } from "@/lib/http/headers"
import { ownOrigin } from "@/lib/http/own-origin"

/** A handler's answer with a status or headers of its own; anything else becomes 200 and JSON. */
export class Reply {
  readonly status: number
  readonly body: unknown
  readonly headers: Record<string, string>
  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    this.status = status
    this.body = body
    this.headers = headers
  }
}

export function reply(status: number, body?: unknown, headers?: Record<string, string>): Reply {
  return new Reply(status, body, headers)
}

let always: Record<string, string> | undefined

function alwaysSent(): Record<string, string> {
  always ??= dataHeaders(ownOrigin().startsWith("https://"))
  return always
}

export const REQUEST_ID_HEADER = "x-request-id"

export function jsonResponse(
  status: number,
  body: unknown,
  requestId: string,
  headers: Record<string, string> = {},
): Response {
  const type = { "content-type": "application/json; charset=utf-8" }
  const text = body === undefined ? null : JSON.stringify(body)
  return new Response(text, {
    status,
    headers: {
      ...alwaysSent(),
      [REQUEST_ID_HEADER]: requestId,
      ...(text === null ? {} : type),
      ...headers,
    },
  })
}

/** What a handler gave, as a response that carries what every answer carries. */
export function toResponse(answer: unknown, requestId: string): Response {
  if (answer instanceof Reply) return jsonResponse(answer.status, answer.body, requestId, answer.headers)
  if (!(answer instanceof Response)) return jsonResponse(200, answer, requestId)
  for (const [name, value] of Object.entries(alwaysSent())) {
    if (!answer.headers.has(name)) answer.headers.set(name, value)
  }
  answer.headers.set(REQUEST_ID_HEADER, requestId)
  return answer
}
