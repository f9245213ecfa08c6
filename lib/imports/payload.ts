import { AppError } from "@/lib/errors"
import type { Payload } from "@/lib/http/payload"

/** The file that is the body of a request. */
export function bytesOf(payload: Payload): Buffer {
  if (payload.kind !== "bytes" || payload.bytes.length === 0) {
    throw new AppError("bad_request", "The body is empty: send the file.")
  }
  return payload.bytes
}
