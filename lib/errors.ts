/** The closed list of refusals; `lib/http` maps each to one HTTP status. */
export type ErrorCode =
  | "bad_request"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "too_large"
  | "unsupported_media"
  | "invalid"
  | "too_many_requests"
  | "unavailable"

export interface FieldError {
  /** JSON pointer into the body, or the parameter's name for a query. */
  pointer: string
  detail: string
}

export interface AppErrorOptions {
  cause?: unknown
  errors?: FieldError[]
  /** Whole seconds, sent as `Retry-After`. */
  retryAfterSeconds?: number
}

/** A refusal that a person can act on: `message` is a whole sentence and may be shown. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly errors: FieldError[]
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, sentence: string, options: AppErrorOptions = {}) {
    super(sentence, { cause: options.cause })
    this.name = "AppError"
    this.code = code
    this.errors = options.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}
