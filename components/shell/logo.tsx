/** A post and its raised barrier. */
export function Logo() {
  return (
    <svg viewBox="0 0 16 16" className="size-4 flex-none" aria-hidden="true">
      <path
        d="M3 2v12M3 6.2 14 3.4M1 14h4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="square"
      />
    </svg>
  )
}
