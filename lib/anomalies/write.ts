import "server-only"
import { addAnnotation, takeAnnotation } from "@/lib/annotations/add"
import { nextId } from "@/lib/auth/next-id"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"
import { type Changes, type Known, stateOf } from "./changes"
import { comparedWith, culpritsOf } from "./culprits"
import type { Found } from "./detect"

interface Writer {
  on: Connection
  scope: Scope
  zone: string
  now: Date
}

/** Writes what is new, another or gone, with its marker on the charts, in the caller's transaction. */
export async function writeChanges(by: Writer, { fresh, changed, withdrawn }: Changes): Promise<void> {
  for (const known of withdrawn) await withdraw(by, known)
  for (const { known, found } of changed) await change(by, known, found)
  for (const found of fresh) await add(by, found)
}

async function add(by: Writer, found: Found): Promise<void> {
  const { on, scope, now } = by
  const { dimension, value } = found.series
  const id = await nextId(on, scope.orgId, "anomaly")
  const { compared, culprits } = await toldOf(by, found)
  await execute(
    Prisma.sql`
      insert into anomaly (org_id, id, dimension, value, from_time, until_time, state, expected_pico, actual_pico,
        unpriced_calls, compared_from, compared_until, culprits, folded, annotation_id, found_at, changed_at)
      values (${scope.orgId}, ${id}, ${dimension}, ${value}, ${found.from}, ${found.until}, ${stateOf(found)},
        ${String(found.expected)}::numeric, ${String(found.actual)}::numeric, ${found.unpricedCalls},
        ${compared.from}, ${compared.to}, ${culprits}::jsonb, ${found.folded}, ${await mark(by, found)}, ${now}, ${now})`,
    { on },
  )
}

async function change(by: Writer, known: Known, found: Found): Promise<void> {
  const { on, scope, now } = by
  const { compared, culprits } = await toldOf(by, found)
  if (found.folded && known.annotationId !== null) await takeAnnotation(on, scope, known.annotationId)
  const marker = found.folded ? null : (known.annotationId ?? (await mark(by, found)))
  await execute(
    Prisma.sql`
      update anomaly set from_time = ${found.from}, until_time = ${found.until}, state = ${stateOf(found)},
        expected_pico = ${String(found.expected)}::numeric, actual_pico = ${String(found.actual)}::numeric,
        unpriced_calls = ${found.unpricedCalls}, compared_from = ${compared.from}, compared_until = ${compared.to},
        culprits = ${culprits}::jsonb, folded = ${found.folded}, annotation_id = ${marker}, changed_at = ${now}
      where org_id = ${scope.orgId} and id = ${known.id}`,
    { on },
  )
}

async function withdraw({ on, scope, now }: Writer, { id, annotationId }: Known): Promise<void> {
  if (annotationId !== null) await takeAnnotation(on, scope, annotationId)
  await execute(
    Prisma.sql`
      update anomaly set state = 'withdrawn', annotation_id = null, changed_at = ${now}
      where org_id = ${scope.orgId} and id = ${id}`,
    { on },
  )
}

async function toldOf({ scope, zone }: Writer, found: Found) {
  const compared = comparedWith(found, zone)
  return { compared, culprits: JSON.stringify(await culpritsOf(scope, found, compared)) }
}

/** One marker for one thing: what is folded has that of the whole. */
async function mark({ on, scope }: Writer, { series, from, folded }: Found): Promise<number | null> {
  if (folded) return null
  const entity = series.dimension === "total" ? null : (series.value ?? "Unattributed")
  const text = entity === null ? "Spend far above its usual" : "spend far above its usual"
  return addAnnotation(on, scope, { kind: "anomaly", entity, text, time: from })
}
