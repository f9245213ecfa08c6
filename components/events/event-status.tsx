import { Status } from "@/components/ui/status"
import type { EventRow } from "@/lib/ledger/schema"
import { statusWord } from "./status-words"

/** A plain `ok` is quiet; everything else has its shape. */
export function EventStatus(
  event: Pick<EventRow, "status" | "errorClass" | "corrected" | "unpriced" | "billed" | "rescued">,
) {
  const { kind, word } = statusWord(event)
  return kind === null ? <span className="text-ink-3">{word}</span> : <Status kind={kind}>{word}</Status>
}
