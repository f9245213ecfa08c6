import "server-only"
import { addAnnotation, takeAnnotation } from "@/lib/annotations/add"
import { nextId } from "@/lib/auth/next-id"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import type { ErrorClass } from "@/lib/providers/schema"
import { PROVIDER_FAULTS } from "./fault"
import type { FailedModel, FoundIncident, KnownIncident, Looking } from "./incident"
import { filtersOf } from "./links"
import { type HealthRow, providerHealth } from "./queries"

/** An incident is the same as long as its minutes meet. */
function isSame(known: KnownIncident, found: FoundIncident): boolean {
  return (
    known.provider === found.provider &&
    known.route === found.route &&
    known.model === found.model &&
    known.from.getTime() <= found.until &&
    found.from <= known.until.getTime()
  )
}

/** Writes what is new, another or gone since `since`, with a marker on the charts, in the caller's transaction. */
export async function writeIncidents(
  by: Looking,
  known: readonly KnownIncident[],
  found: readonly FoundIncident[],
  since: Date,
): Promise<void> {
  const left = new Set(known)
  for (const one of found) {
    const same = [...left].find((each) => isSame(each, one))
    if (same) left.delete(same)
    await write(by, one, same ?? null)
  }
  for (const each of left) {
    if (each.from >= since && each.state !== "withdrawn") await withdraw(by, each)
  }
}

async function write(by: Looking, found: FoundIncident, known: KnownIncident | null): Promise<void> {
  const { on, scope, now } = by
  const id = known?.id ?? (await nextId(on, scope.orgId, "incident"))
  const marker = known?.annotationId ?? (await mark(by, found))
  const { calls, faults, models, errorClass, fates, failedPico, failedUnpriced } = await figuresOf(by, found)
  await execute(
    Prisma.sql`
      insert into incident (org_id, id, provider, route, model, models, opened_at, until_time, state, calls, faults, error_class,
        requests_failed, rescued, retried, lost, failed_pico, failed_unpriced, annotation_id, found_at, changed_at)
      values (${scope.orgId}, ${id}, ${found.provider}, ${found.route}, ${found.model}, ${JSON.stringify(models)}::jsonb,
        ${new Date(found.from)}, ${new Date(found.until)}, ${found.isOpen ? "open" : "over"}, ${calls}, ${faults}, ${errorClass},
        ${fates.failed}, ${fates.rescued}, ${fates.retried}, ${fates.lost}, ${String(failedPico)}::numeric, ${failedUnpriced}, ${marker}, ${now}, ${now})
      on conflict (org_id, id) do update set models = excluded.models, opened_at = excluded.opened_at,
        until_time = excluded.until_time, state = excluded.state, calls = excluded.calls, faults = excluded.faults, error_class = excluded.error_class,
        requests_failed = excluded.requests_failed, rescued = excluded.rescued, retried = excluded.retried,
        lost = excluded.lost, failed_pico = excluded.failed_pico, failed_unpriced = excluded.failed_unpriced,
        annotation_id = excluded.annotation_id, changed_at = excluded.changed_at`,
    { on },
  )
}

/** What the incident's minutes say of its path. */
async function figuresOf({ scope }: Looking, { provider, route, model, from, until }: FoundIncident) {
  const { rows, total } = await providerHealth(scope, {
    from: new Date(from),
    to: new Date(until),
    filters: filtersOf({ provider, route, model }),
    by: ["model"],
  })
  const { ends, classes, failedPico, failedUnpriced } = total.tally
  return {
    calls: ends.answered + ends.provider,
    faults: ends.provider,
    models: modelsOf(rows),
    errorClass: mostOf(classes),
    fates: total.fates,
    failedPico,
    failedUnpriced,
  }
}

/** The models that failed, most faults first. */
function modelsOf(rows: readonly HealthRow[]): FailedModel[] {
  return rows
    .flatMap(({ key, tally }) =>
      key.model !== null && tally.ends.provider > 0
        ? [{ model: key.model, faults: tally.ends.provider }]
        : [],
    )
    .sort((a, b) => b.faults - a.faults)
}

function mostOf(classes: Partial<Record<ErrorClass, number>>): ErrorClass | null {
  const counts = PROVIDER_FAULTS.map((name) => ({ name, n: classes[name] ?? 0 }))
  const most = counts.reduce((a, b) => (b.n > a.n ? b : a))
  return most.n > 0 ? most.name : null
}

async function withdraw({ on, scope, now }: Looking, { id, annotationId }: KnownIncident): Promise<void> {
  if (annotationId !== null) await takeAnnotation(on, scope, annotationId)
  await execute(
    Prisma.sql`
      update incident set state = 'withdrawn', annotation_id = null, changed_at = ${now}
      where org_id = ${scope.orgId} and id = ${id}`,
    { on },
  )
}

/** Everybody reads the marker, and not everybody may know each model: its name is not in it. */
function mark({ on, scope }: Looking, { provider, route, model, from }: FoundIncident): Promise<number> {
  return addAnnotation(on, scope, {
    ...{ kind: "incident", entity: `${provider} ${route}`.slice(0, 256) },
    text: model === null ? "fails far more calls than usual" : "one model fails far more calls than usual",
    time: new Date(from),
  })
}
