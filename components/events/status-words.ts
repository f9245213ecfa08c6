import type { StatusKind } from "@/components/ui/status"
import type { EventRow } from "@/lib/ledger/schema"

export interface StatusWord {
  /** Null: nothing to point out. */
  kind: StatusKind | null
  word: string
}

type Stated = Pick<EventRow, "status" | "errorClass" | "corrected" | "unpriced" | "billed" | "rescued">

/** The one word that says most of an event: what took it out, what failed, what is missing, what went well. */
export function statusWord(event: Stated): StatusWord {
  const { status, errorClass, corrected, unpriced, billed, rescued } = event
  if (corrected !== null) return { kind: "info", word: corrected }
  if (status === "error") return { kind: "bad", word: errorWords(errorClass) }
  if (unpriced) return { kind: "none", word: billed === null ? "Unpriced" : "Partly unpriced" }
  if (status === "aborted") return { kind: "warn", word: "aborted" }
  return rescued ? { kind: "ok", word: "rescued" } : { kind: null, word: "ok" }
}

/** `rate limit`; `failed` where the class is not known. */
export function errorWords(errorClass: string | null): string {
  return errorClass === null ? "failed" : errorClass.replaceAll("_", " ")
}
