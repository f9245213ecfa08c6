import { appendFileSync } from "node:fs"
import type { Counters } from "./counters"

/** A line that the ledger does not take, and why. */
export interface Reject {
  code: string
  detail: string
  /** Where the line begins in its file. */
  offset: number
  line: string
}

/** What was refused, line by line, for whoever mends it and sends it again. */
export class Rejects {
  constructor(
    private readonly file: string,
    private readonly counters: Counters,
  ) {}

  write(rejects: readonly Reject[]): void {
    if (rejects.length === 0) return
    const at = new Date().toISOString()
    const lines = rejects.map((reject) => `${JSON.stringify({ at, ...reject })}\n`)
    appendFileSync(this.file, lines.join(""), { mode: 0o600 })
    this.counters.rejected += rejects.length
  }
}
