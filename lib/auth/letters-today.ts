import "server-only"
import { nextId } from "@/lib/auth/next-id"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"

/** Letters of an organisation in a UTC day: whoever makes and deletes reports or invitations must not mail without end. */
export const MOST_LETTERS = 1_000
const COUNTER = "letters of "

/** Counts a letter of the organisation; false for one too many today. */
export async function countLetter(orgId: number, now: Date): Promise<boolean> {
  const today = `${COUNTER}${now.toISOString().slice(0, 10)}`
  const on = accountPool()
  const letters = await nextId(on, orgId, today)
  if (letters === 1) {
    await execute(
      Prisma.sql`delete from counter c
        where c.org_id = ${orgId} and starts_with(c.name, ${COUNTER}) and c.name < ${today}`,
      { on },
    )
  }
  return letters <= MOST_LETTERS
}
