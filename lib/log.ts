import pino from "pino"

const MAX_FIELD = 2048
const MAX_DEPTH = 6
const REDACTED = "[redacted]"

const SECRET_NAMES =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|password|passwd|secret|client_?secret|pepper|token|access_?token|refresh_?token|setup_?token|api_?key|x-api-key|connection_?string|database_?url)$/i
const SECRET_VALUES =
  /\b(tg_[a-z0-9]+_[a-z0-9]+)_[\w-]+|\b(sk-)[\w-]{8,}|\b(Bearer|Basic)\s+[\w.~+/=-]+|(:\/\/[^\s:/@]+):[^\s@/]+@/gi

function cleanText(text: string): string {
  const cut = text.length > MAX_FIELD ? `${text.slice(0, MAX_FIELD)}… (${text.length} characters)` : text
  return cut.replace(SECRET_VALUES, (_, key, sk, scheme, login) => {
    if (key !== undefined) return `${key}_${REDACTED}`
    if (sk !== undefined) return `${sk}${REDACTED}`
    if (scheme !== undefined) return `${scheme} ${REDACTED}`
    return `${login}:${REDACTED}@`
  })
}

/** What may be written to a log: secrets masked by name and by look, long texts cut, depth limited. */
export function loggable(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return cleanText(value)
  if (typeof value === "bigint") return value.toString()
  if (typeof value !== "object" || value === null || value instanceof Date) return value
  if (value instanceof Error) return loggable(plainError(value), depth)
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`
  if (depth >= MAX_DEPTH) return "(deeper)"
  if (Array.isArray(value)) return value.slice(0, 100).map((entry) => loggable(entry, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name,
      SECRET_NAMES.test(name) ? REDACTED : loggable(entry, depth + 1),
    ]),
  )
}

function plainError(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error
  return { ...error, name, message, stack, ...(cause === undefined ? {} : { cause }) }
}

/** An unknown level is for `lib/env` to complain about, in a sentence. */
const LEVELS = [...Object.keys(pino.levels.values), "silent"]

/** JSON lines on standard output. Give errors as `{ err }`. */
export const log = pino({
  level: LEVELS.find((level) => level === process.env.LOG_LEVEL) ?? "info",
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: {
    level: (label) => ({ level: label }),
    log: (fields) => loggable(fields) as Record<string, unknown>,
  },
  hooks: {
    logMethod(args, method) {
      const [first, second, ...rest] = args
      if (typeof first === "string") method.apply(this, [cleanText(first), ...args.slice(1)] as typeof args)
      else
        method.apply(this, [
          first,
          typeof second === "string" ? cleanText(second) : second,
          ...rest,
        ] as typeof args)
    },
  },
})
