import { AppError, type ErrorCode, type FieldError } from "@/lib/errors"
import { isOutage } from "@/lib/http/outage"

interface ProblemKind {
  status: number
  title: string
}

const KIND: Record<ErrorCode, ProblemKind> = {
  bad_request: { status: 400, title: "Bad request" },
  unauthenticated: { status: 401, title: "Not signed in" },
  forbidden: { status: 403, title: "Not allowed" },
  not_found: { status: 404, title: "Not found" },
  conflict: { status: 409, title: "Conflict" },
  too_large: { status: 413, title: "Too large" },
  unsupported_media: { status: 415, title: "Unsupported media type" },
  invalid: { status: 422, title: "Invalid" },
  too_many_requests: { status: 429, title: "Too many requests" },
  unavailable: { status: 503, title: "Unavailable" },
}

const RETRY_AFTER_SECONDS = 2

/** RFC 9457, with our two members. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  request_id: string
  errors: FieldError[]
}

export interface ProblemAnswer {
  problem: Problem
  headers: Record<string, string>
  /** False for what nobody foresaw: its cause belongs in the log and not in the answer. */
  isExpected: boolean
}

function typeOf(name: string): string {
  return `urn:tollgate:problem:${name.replaceAll("_", "-")}`
}

function headersFor(error: AppError): Record<string, string> {
  const headers: Record<string, string> = {}
  const mayRetry = error.code === "too_many_requests" || error.code === "unavailable"
  const wait = error.retryAfterSeconds ?? (mayRetry ? RETRY_AFTER_SECONDS : undefined)
  if (wait !== undefined) headers["retry-after"] = String(Math.max(1, Math.ceil(wait)))
  if (error.code === "unauthenticated") headers["www-authenticate"] = 'Bearer realm="tollgate"'
  return headers
}

/** The one place where a refusal becomes a status and a body. */
export function toProblem(error: unknown, requestId: string): ProblemAnswer {
  if (error instanceof AppError) {
    const { status, title } = KIND[error.code]
    const { message: detail, errors } = error
    return {
      problem: { type: typeOf(error.code), title, status, detail, request_id: requestId, errors },
      headers: headersFor(error),
      isExpected: true,
    }
  }
  if (isOutage(error)) {
    const away = new AppError("unavailable", "The database does not answer. Send the request again shortly.")
    return { ...toProblem(away, requestId), isExpected: false }
  }
  return {
    problem: {
      type: typeOf("internal"),
      title: "Internal error",
      status: 500,
      detail: `The server failed. Its log names the cause under request ${requestId}.`,
      request_id: requestId,
      errors: [],
    },
    headers: {},
    isExpected: false,
  }
}
