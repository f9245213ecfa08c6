import { Status, type StatusKind } from "@/components/ui/status"
import type { ReconcileRow } from "@/lib/reconcile/schema"

type State = NonNullable<ReconcileRow["state"]>

const WORDS: Record<State, { kind: StatusKind; word: string }> = {
  tied: { kind: "ok", word: "Ties out" },
  explained: { kind: "info", word: "Explained" },
  adjusted: { kind: "info", word: "Adjusted" },
  open: { kind: "warn", word: "Open" },
}

/** Where a row stands, in words. */
export function StateWord({ state }: { state: State }) {
  const { kind, word } = WORDS[state]
  return <Status kind={kind}>{word}</Status>
}
