/** How a run goes; `dropped` is of all runs with the same state. */
export interface Counters {
  /** Events taken from the file into the buffer. */
  read: number
  /** Of these, answered by the server: stored, or known already. */
  sent: number
  duplicates: number
  rejected: number
  dropped: number
  /** Lines that wait in the file because the buffer is full. */
  left: number
  /** Why nothing goes through at present; null where it does. */
  fault: string | null
  notice: (sentence: string) => void
}

export function newCounters(notice: (sentence: string) => void): Counters {
  return { read: 0, sent: 0, duplicates: 0, rejected: 0, dropped: 0, left: 0, fault: null, notice }
}

const number = (n: number) => n.toLocaleString("en-US")

/** One line for the screen. */
export function statusLine(counters: Counters, waiting: number): string {
  const { sent, duplicates, rejected, dropped, left, fault } = counters
  const parts = [
    `sent ${number(sent)}`,
    ...(duplicates > 0 ? [`known already ${number(duplicates)}`] : []),
    `waiting ${number(waiting)}`,
    ...(left > 0 ? [`buffer full, in the file ${number(left)}`] : []),
    `rejected ${number(rejected)}`,
    `dropped ${number(dropped)}`,
  ]
  return parts.join(" · ") + (fault === null ? "" : ` · ${fault}`)
}
