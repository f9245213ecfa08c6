export interface ExpanderProps {
  depth: 0 | 1
  open: boolean | null
  label: string
  onToggle: () => void
}

/** The button before a name that shows what the row is made of, or the room of one. */
export function Expander({ depth, open, label, onToggle }: ExpanderProps) {
  if (open === null)
    return <span aria-hidden="true" className={depth === 1 ? "inline-block w-9" : "inline-block w-5"} />
  return (
    <button
      type="button"
      aria-expanded={open}
      aria-label={`Parts of ${label}`}
      onClick={onToggle}
      className="mr-px inline-grid size-6 -translate-x-1.5 place-items-center rounded-sm align-middle text-ink-3 hover:text-ink print:hidden"
    >
      <svg viewBox="0 0 8 8" aria-hidden="true" className={`size-2 ${open ? "rotate-90" : ""}`}>
        <path d="M2.5 1 5.5 4 2.5 7" fill="none" stroke="currentColor" strokeWidth="1.3" />
      </svg>
    </button>
  )
}
