import "server-only"
import { clientAddress } from "@/lib/auth/client-address"
import { env } from "@/lib/env"

/** Where a request came from; null when the server cannot tell. */
export function askerAddress(request: Request): string | null {
  const address = clientAddress(request.headers, env().TRUSTED_PROXIES)
  return address === "unknown" ? null : address
}
