import type { StackMarker } from "@/lib/spend/series"

const SHOWN = 3

/** What the hairlines of a chart stand for, by their numbers; more than three are folded. */
export function MarkerList({ markers }: { markers: readonly StackMarker[] }) {
  if (markers.length === 0) return null
  const item = (marker: StackMarker, at: number) => (
    <li key={marker.id} className="flex gap-2">
      <span className="w-4 flex-none text-right text-ink-3 tabular-nums">{at + 1}</span>
      <span className="wrap-anywhere">{marker.words}</span>
    </li>
  )
  const rest = markers.slice(SHOWN)
  return (
    <div className="mt-2 text-xs leading-5 text-ink-2">
      <ol aria-label="What happened">{markers.slice(0, SHOWN).map(item)}</ol>
      {rest.length > 0 && (
        <details>
          <summary className="pl-6 text-accent">{rest.length} more</summary>
          <ol start={SHOWN + 1}>{rest.map((marker, at) => item(marker, at + SHOWN))}</ol>
        </details>
      )}
    </div>
  )
}
