import { expect, vi } from "vitest"
import type { Scope } from "@/lib/auth/scope"
import { getVersionedBook, priceBookVersion } from "@/lib/pricing/queries"

/** Waits until a change of prices is seen by this process. */
export async function freshPrices(scope: Scope): Promise<void> {
  const version = await priceBookVersion(scope.orgId)
  await vi.waitFor(async () => expect((await getVersionedBook(scope)).version).toBe(version), 5_000)
}
