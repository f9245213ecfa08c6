import { listName } from "@/lib/pricing/provider-name"
import { passesOn } from "@/lib/providers/passes-on"

/** Who bills a call: the gateway that sells it, else the provider. Every call has one, so sums hold. */
export function billerOf(provider: string, route: string): string {
  const gateway = route === "direct" || route === "" ? null : listName(route)
  return gateway === null || passesOn(gateway) ? listName(provider) : gateway
}
