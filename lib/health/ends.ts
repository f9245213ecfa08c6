import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { ENDS, type End, endOf } from "./fault"
import { outcomes } from "./outcomes"
import { ByKey, keyOf, type PathPart } from "./paths"
import { askedOf, type HealthWindow } from "./window"

export function noEnds(): Record<End, number> {
  return Object.fromEntries(ENDS.map((end) => [end, 0])) as Record<End, number>
}

/** How the calls of each key ended, and nothing else. */
export async function healthEnds(
  scope: Scope,
  { by, ...window }: HealthWindow & { by: readonly PathPart[] },
): Promise<ByKey<Record<End, number>>> {
  const asked = await askedOf(scope, window)
  const ends = new ByKey(noEnds)
  for (const { calls, status, error_class: errorClass, ...path } of await outcomes(asked, {
    interval: null,
  })) {
    ends.of(keyOf(path, by))[endOf(status, errorClass)] += calls
  }
  return ends
}
