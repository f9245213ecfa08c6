import { AskButton } from "@/components/settings/ask-button"
import { Status } from "@/components/ui/status"
import type { RerateDetail } from "@/lib/rerate/schema"
import { formatInstant } from "@/lib/time-format"
import { ApplyButton } from "./apply-button"
import { RerateProgress } from "./rerate-progress"
import { applyWords, isAtWork, rangeWords, scopeWords, stateSentence, stateWords } from "./rerate-words"

interface Props {
  rerate: RerateDetail
  zone: string
  mayEdit: boolean
}

/** Which calls, in which state, by whom and why; and what can be done about it. */
export function RerateHead({ rerate, zone, mayEdit }: Props) {
  const { kind, word } = stateWords(rerate)
  const sentence = stateSentence(rerate)
  return (
    <div className="mb-4 grid gap-2">
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <Status kind={kind}>{word}</Status>
        <span>
          Calls of {rangeWords(rerate, zone)},{" "}
          {rerate.automatic ? "those without a price" : scopeWords(rerate)}
        </span>
        {rerate.applied_at && (
          <span className="text-ink-2">
            {askedWords(rerate)}, {formatInstant(new Date(rerate.applied_at), zone)}
          </span>
        )}
      </p>
      {rerate.reason && <p className="text-ink-2">Reason: {rerate.reason}</p>}
      {sentence && <p className="text-ink-2">{sentence}</p>}
      {isAtWork(rerate) && <RerateProgress rerate={rerate} />}
      {mayEdit && <Actions rerate={rerate} />}
    </div>
  )
}

function askedWords({ automatic, state, applied_by }: RerateDetail): string {
  if (automatic) return "Automatic"
  return `${state === "applied" ? "Applied" : "Asked for"} by ${applied_by ?? "somebody who left"}`
}

function Actions({ rerate }: { rerate: RerateDetail }) {
  const { id, state, total, automatic } = rerate
  if (state === "previewed" && total.changed > 0) {
    return (
      <p className="flex items-center gap-4">
        <ApplyButton id={id} words={applyWords(rerate)} />
      </p>
    )
  }
  if (state === "previewed") return <p>Every call of it has this price already: there is nothing to apply.</p>
  if (!isAtWork(rerate) || automatic) return null
  return (
    <p>
      <AskButton
        word="Stop"
        title={`Stop re-rate ${id}`}
        description="What is written stands, in the journal and in the figures. The other calls keep their price."
        action="Stop re-rate"
        path={`/api/v1/rerates/${id}`}
      />
    </p>
  )
}
