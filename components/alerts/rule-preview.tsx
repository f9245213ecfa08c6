import { useEffect, useRef } from "react"
import type { Preview } from "@/lib/alerts/rule-schema"
import { previewWords, whenWords } from "./alert-words"

const SHOWN = 5

/** How often a rule would have alerted, and when last. */
export function RulePreview({ preview, zone }: { preview: Preview | null; zone: string }) {
  const own = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (preview) own.current?.scrollIntoView({ block: "end" })
  }, [preview])
  return (
    <div ref={own} role="status" className="mt-3">
      {preview && (
        <>
          <p className="font-medium">{previewWords(preview)}</p>
          <ul className="mt-1 grid gap-0.5 text-xs text-ink-2">
            {preview.times.slice(0, SHOWN).map(({ at, entity, said }) => (
              <li key={`${at} ${entity}`}>
                {whenWords(at, zone)} {entity && <span className="font-medium">{entity} </span>}
                {said}
              </li>
            ))}
          </ul>
          {preview.times.length > SHOWN && (
            <p className="mt-1 text-xs text-ink-3">The last {SHOWN} are shown.</p>
          )}
        </>
      )}
    </div>
  )
}
