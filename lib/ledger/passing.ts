/** Of PostgreSQL: lost connections, deadlocks, cancelled statements, a server that starts or stops. */
const PASSING = /^(08|40|57|58|XX)/

/** Whether the same may be tried again after this fault. */
export function isPassing(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === "string" && PASSING.test(code)
}
