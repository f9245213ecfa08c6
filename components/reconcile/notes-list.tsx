import { AskButton } from "@/components/settings/ask-button"

interface Note {
  id: number
  note: string
  /** Of an adjustment. */
  amount: string | null
  when: string
  created_by: string | null
}

/** What people said of a row; an adjustment names its amount. */
export function NotesList({ notes, mayDelete }: { notes: readonly Note[]; mayDelete: boolean }) {
  if (notes.length === 0) return null
  return (
    <ul aria-label="Notes" className="mt-4 divide-y divide-line border-t border-line">
      {notes.map(({ id, note, amount, when, created_by: author }) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-3 py-2">
          {amount !== null && <b className="font-medium">Adjustment of {amount}</b>}
          <span className="wrap-anywhere">{note}</span>
          <span className="text-xs text-ink-3">
            {author ? `${author}, ` : ""}
            {when}
          </span>
          {mayDelete && (
            <span className="ml-auto text-xs">
              <AskButton
                word="Take back"
                title={`Take back ${amount === null ? "the note" : "the adjustment"} ${id}`}
                description="The difference stands as it was before."
                action="Take it back"
                path={`/api/v1/reconcile/notes/${id}`}
              />
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
