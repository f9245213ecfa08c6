import { closeSync, openSync, readFileSync, writeSync } from "node:fs"
import * as z from "zod"
import type { Planned } from "./mix"

const line = z.tuple([
  z.number(),
  z.string(),
  z.enum(["usage", "void", "replace"]),
  z.string().nullable(),
  z.string().nullable(),
  z.boolean(),
])

/** An event as the log remembers it. */
export interface Logged {
  /** Which of the senders. */
  sender: number
  id: string
  kind: Planned["kind"]
  target: string | null
  billed: bigint | null
  /** False: sent once, never answered, so it may be there or not. */
  acked: boolean
}

export interface AckLog {
  /** Writes the events to the file before anybody counts them as acknowledged. */
  write(sender: number, events: readonly Planned[], acked: boolean): void
  close(): void
}

export function openAckLog(path: string): AckLog {
  const file = openSync(path, "a")
  return {
    write(sender, events, acked) {
      const lines = events.map(({ id, kind, target, billed }) =>
        JSON.stringify([sender, id, kind, target, billed === null ? null : String(billed), acked]),
      )
      writeSync(file, `${lines.join("\n")}\n`)
    },
    close: () => closeSync(file),
  }
}

export function readAckLog(path: string): Logged[] {
  const lines = readFileSync(path, "utf8").split("\n")
  return lines
    .filter((text) => text !== "")
    .map((text) => {
      const [sender, id, kind, target, billed, acked] = line.parse(JSON.parse(text))
      return { sender, id, kind, target, billed: billed === null ? null : BigInt(billed), acked }
    })
}
