import { FailuresTable } from "@/components/entity/failures-table"
import { Waiting } from "@/components/overview/waiting"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { readSection } from "@/lib/http/read-section"
import { failureSentence, toFailureRows } from "@/lib/spend/entity"
import { type Entity, readFailures } from "./entity-read"

/** Calls that failed, by class, and the money that went into them. */
export function EntityFailures({ entity }: { entity: Entity }) {
  return (
    <Section title="Failures">
      <Waiting label="Loading failures" rows={4}>
        <Failures entity={entity} />
      </Waiting>
    </Section>
  )
}

async function Failures({ entity }: { entity: Entity }) {
  const found = await readSection("Failures", () => readFailures(entity))
  if (!found.ok) {
    return (
      <ErrorState text={found.sentence} requestId={found.requestId ?? undefined} retry={<RetryButton />} />
    )
  }
  const { answer, view } = entity
  const rows = toFailureRows(found.value, view)
  return (
    <>
      <p className="mb-3">{failureSentence(found.value.total, answer.total, answer.currency)}</p>
      {rows.length > 0 && <FailuresTable rows={rows} />}
    </>
  )
}
