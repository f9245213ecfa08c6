import { HEALTH_VIEW, healthHref } from "@/app/(app)/health/health-view"
import { FailuresTable } from "@/components/entity/failures-table"
import { Waiting } from "@/components/overview/waiting"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { readSection } from "@/lib/http/read-section"
import { narrowed } from "@/lib/spend/drill"
import { failureSentence, toFailureRows } from "@/lib/spend/entity"
import { type Entity, readFailures } from "./entity-read"

/** Calls that failed, by class, and the money that went into them. */
export function EntityFailures({ entity }: { entity: Entity }) {
  return (
    <Section title="Failures" actions={<ToHealth entity={entity} />}>
      <Waiting label="Loading failures" rows={4}>
        <Failures entity={entity} />
      </Waiting>
    </Section>
  )
}

/** How a provider or model did beside that, from its own calls. */
function ToHealth({ entity: { dimension, value } }: { entity: Entity }) {
  if (dimension !== "provider" && dimension !== "model") return null
  const view = narrowed(HEALTH_VIEW, dimension, value)
  return (
    <TextLink href={healthHref(view, { byModel: dimension === "model", chosen: null })} prefetch={false}>
      Health
    </TextLink>
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
