/**
 * SQLSTATE classes that say "not now" rather than "never": connection, transaction rollback,
 * insufficient resources, operator intervention (which includes the statement timeout), system error.
 */
const PASSING_CLASSES = new Set(["08", "40", "53", "57", "58"])

const PASSING_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  // Prisma: cannot reach, timed out, connection closed, no connection free in the pool.
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2037",
])

/** The pool and the driver report a lost connection by sentence alone. */
const PASSING_MESSAGE =
  /^(timeout exceeded when trying to connect|query read timeout|connection terminated|client has encountered a connection error|the server does not support|cannot use a pool after calling end)/i

const SQLSTATE = /^[0-9A-Z]{5}$/

function codesOf(error: object): string[] {
  return ["code", "originalCode", "kind"].flatMap((name) => {
    const value: unknown = Reflect.get(error, name)
    return typeof value === "string" ? [value] : []
  })
}

function says(error: object): boolean {
  for (const code of codesOf(error)) {
    if (PASSING_CODES.has(code) || code === "DatabaseNotReachable" || code === "ConnectionClosed") return true
    if (SQLSTATE.test(code) && !/^P\d{4}$/.test(code) && PASSING_CLASSES.has(code.slice(0, 2))) return true
  }
  const message: unknown = Reflect.get(error, "message")
  return typeof message === "string" && PASSING_MESSAGE.test(message)
}

/** Whether the database was away or overloaded, so that the same request may succeed a little later. */
export function isOutage(error: unknown, depth = 0): boolean {
  if (typeof error !== "object" || error === null || depth > 6) return false
  if (says(error)) return true
  if (error instanceof AggregateError && error.errors.some((inner) => isOutage(inner, depth + 1))) return true
  const meta: unknown = Reflect.get(error, "meta")
  const inMeta: unknown =
    typeof meta === "object" && meta !== null ? Reflect.get(meta, "driverAdapterError") : null
  return isOutage(Reflect.get(error, "cause"), depth + 1) || isOutage(inMeta, depth + 1)
}
