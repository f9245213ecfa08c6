import type pg from "pg"

const OLDEST = 15

/** Connects the client, and says in one sentence when that fails or the server is too old. */
export async function requireServer(client: pg.Client): Promise<void> {
  try {
    await client.connect()
  } catch (cause) {
    const where = `${client.host}:${client.port}/${client.database}`
    throw new Error(`The database at ${where} cannot be reached: ${reasonOf(cause)}.`, { cause })
  }
  const { rows } = await client.query<{ number: string; name: string }>(
    "select current_setting('server_version_num') as number, current_setting('server_version') as name",
  )
  const found = rows[0]
  if (found === undefined || Number(found.number) < OLDEST * 10_000) {
    throw new Error(
      `Tollgate needs PostgreSQL ${OLDEST} or newer; the database in DATABASE_URL is ${found?.name ?? "unknown"}.`,
    )
  }
}

/** Node reports a host with several addresses as an error without a message of its own. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join(", ")
  return cause instanceof Error ? cause.message : String(cause)
}
