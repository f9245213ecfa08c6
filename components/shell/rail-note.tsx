/** A short count beside an item of the rail; red where something fails now. */
export function RailNote({ text, failing, said }: { text: string; failing: boolean; said: string }) {
  return (
    <span className={`text-xs ${failing ? "font-medium text-bad" : "text-ink-3"}`}>
      {text}
      <span className="sr-only"> {said}</span>
    </span>
  )
}
