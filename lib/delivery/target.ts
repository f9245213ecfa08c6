import "server-only"
import * as z from "zod"
import { seal, unseal } from "@/lib/auth/seal"
import type { Secrets } from "@/lib/auth/webhook-secrets"
import { type EndpointTarget, endpointTarget } from "./schema"

/** What an endpoint's row keeps sealed. */
export interface SealedTarget {
  target: EndpointTarget
  /** Of a webhook of one's own. */
  secrets: Secrets | null
}

const sealedTarget = z.object({
  target: endpointTarget,
  secrets: z
    .object({ secret: z.string(), former: z.object({ secret: z.string(), until: z.string() }).nullable() })
    .nullable(),
})

interface Place {
  orgId: number
  id: number
}

const placeOf = ({ orgId, id }: Place) => `endpoint ${orgId}/${id}`

export function sealTarget(value: SealedTarget, place: Place): string {
  return seal(JSON.stringify(value), placeOf(place))
}

/** Throws `unavailable` for what this installation's secret does not open. */
export function openTarget(sealed: string, place: Place): SealedTarget {
  return sealedTarget.parse(JSON.parse(unseal(sealed, placeOf(place))))
}

/** Enough of a target to tell it from others, and nothing that sends in its place. */
export function shownTarget(target: EndpointTarget): string {
  if (target.kind === "email") return target.address
  if (target.kind === "pagerduty")
    return `${target.region.toUpperCase()}, key …${target.routing_key.slice(-4)}`
  const { host, pathname, search } = new URL(target.url)
  const rest = pathname + search
  return rest === "/" ? host : `${host}/…${rest.length > 12 ? rest.slice(-4) : ""}`
}
