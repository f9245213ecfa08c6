import { baseUrl } from "@/lib/env"
import { AppError } from "@/lib/errors"

let origin: string | undefined

/** Scheme, host and port of this installation, as browsers send them. */
export function ownOrigin(): string {
  origin ??= new URL(baseUrl()).origin
  return origin
}

/** Refuses a request that another site's page may have made a browser send. */
export function requireOwnOrigin(request: Request): void {
  if (request.headers.get("origin") === ownOrigin()) return
  throw new AppError(
    "forbidden",
    `This request does not come from a page of ${ownOrigin()}. Open Tollgate at that address, or set BASE_URL to the one in use.`,
  )
}
