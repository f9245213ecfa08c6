import "server-only"
import type * as z from "zod"
import { turnstile } from "@/lib/auth/turnstile"
import type { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"

/** An organisation asks so much at once; what it asks beyond waits, so that others find a connection. */
const AT_ONCE = 4
const WAITING = 100
type Turnstiles = Map<number, ReturnType<typeof turnstile>>

const TURNSTILES = Symbol.for("tollgate.turnstiles")
const processWide = globalThis as typeof globalThis & { [TURNSTILES]?: Turnstiles }

/** One per process: Next may load this module once per bundle, and each would let as many through. */
function turnstiles(): Turnstiles {
  processWide[TURNSTILES] ??= new Map()
  return processWide[TURNSTILES]
}

/**
 * A question of an organisation to its usage. Throws `too_many_requests` when it alone has too many of
 * them waiting.
 */
export function ask<Row extends z.ZodType>(
  orgId: number,
  statement: Prisma.Sql,
  row: Row,
): Promise<z.output<Row>[]> {
  const pass = turnstiles().get(orgId) ?? turnstile(AT_ONCE, WAITING, "too_many_requests")
  turnstiles().set(orgId, pass)
  return pass(() => ownRows(orgId, statement, row))
}
