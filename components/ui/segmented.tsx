import type { ReactNode } from "react"

export interface SegmentedProps<T extends string> {
  /** Said to screen readers: what is chosen here. */
  label: string
  value: T | null
  choices: readonly { value: T; label: string; disabled?: string }[]
  onChoose: (value: T) => void
  /** Further buttons of the same row. */
  children?: ReactNode
}

const itemClass =
  "flex h-full min-h-6 items-center border-l border-line px-2.5 first:border-l-0 hover:bg-hover disabled:text-ink-3 disabled:hover:bg-transparent aria-pressed:bg-hover aria-pressed:font-medium"

/** A few choices side by side, one of them pressed. */
export function Segmented<T extends string>({
  label,
  value,
  choices,
  onChoose,
  children,
}: SegmentedProps<T>) {
  return (
    <fieldset className="relative inline-flex h-(--control) flex-none overflow-hidden rounded-md border border-control whitespace-nowrap print:hidden">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          className={itemClass}
          aria-pressed={choice.value === value}
          disabled={choice.disabled !== undefined}
          title={choice.disabled}
          onClick={() => onChoose(choice.value)}
        >
          {choice.label}
        </button>
      ))}
      {children}
    </fieldset>
  )
}

/** A choice of its own at the end of the row: on or off. */
export function SegmentedToggle({
  pressed,
  onToggle,
  children,
}: {
  pressed: boolean
  onToggle: () => void
  children: ReactNode
}) {
  return (
    <button type="button" className={itemClass} aria-pressed={pressed} onClick={onToggle}>
      {children}
    </button>
  )
}
