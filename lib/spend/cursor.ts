import { AppError } from "@/lib/errors"

/** A place in a list that runs newest first, and which way to read on from there. */
export interface Cursor {
  time: Date
  key: bigint
  /** `from` begins with the place itself, the others beside it. */
  towards: "older" | "newer" | "from"
}

const SUFFIX = { older: "", newer: ".n", from: ".f" } as const
const SHAPE = /^(\d{1,15})\.(-?\d{1,20})(\.[nf])?$/

/** Opaque to those who get it: only `parseCursor` reads it. */
export function formatCursor({ time, key, towards }: Cursor): string {
  return Buffer.from(`${time.getTime()}.${key}${SUFFIX[towards]}`).toString("base64url")
}

/** Throws `invalid` for a text that `formatCursor` did not make. */
export function parseCursor(text: string): Cursor {
  const match = SHAPE.exec(Buffer.from(text, "base64url").toString("latin1"))
  if (!match?.[1] || !match[2]) throw new AppError("invalid", "cursor is not one that this API gave out.")
  return {
    time: new Date(Number(match[1])),
    key: BigInt.asIntN(64, BigInt(match[2])),
    towards: match[3] === ".n" ? "newer" : match[3] === ".f" ? "from" : "older",
  }
}
