import { formatCount } from "@/lib/money-format"
import type { RerateSummary } from "@/lib/rerate/schema"
import { stateWords } from "./rerate-words"

/** How far the pass under way has come. */
export function RerateProgress({ rerate }: { rerate: RerateSummary }) {
  const { done, total } = rerate.progress
  const { word } = stateWords(rerate)
  return (
    <div className="grid max-w-xl gap-1 py-2">
      <progress
        aria-label={word}
        value={done}
        max={Math.max(1, total)}
        className="h-2 w-full accent-accent"
      />
      <p className="text-xs text-ink-2 tabular-nums">
        {formatCount(done)} of about {formatCount(total)} calls
      </p>
    </div>
  )
}
