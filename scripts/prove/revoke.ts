import { setTimeout as sleep } from "node:timers/promises"
import { type Findings, seconds } from "./report"
import { post } from "./send"
import { makeSource, makeTenant, revoke, type Tenant } from "./tenant"
import type { World } from "./world"

const KEYS = 5
const WARM_MS = 400
const WATCHED_MS = 1_500
const EVENT = JSON.stringify({ provider: "openai", model: "gpt-4.1", usage: { output: 1 } })

/** Milliseconds from the revocation to the sending of the last request that the key still carried. */
async function livesOnFor(world: World, tenant: Tenant, name: string): Promise<number> {
  const { key, keyId } = await makeSource(tenant.scope, name)
  let lastTaken = Number.NEGATIVE_INFINITY
  let refused = 0
  let done = false
  const askers = Array.from({ length: 3 }, async () => {
    while (!done) {
      const at = performance.now()
      const sent = await post({ base: world.base, key }, EVENT)
      if (sent.kind === "answered") lastTaken = Math.max(lastTaken, at)
      else if (sent.kind === "refused" && sent.status === 401) refused += 1
      await sleep(5)
    }
  })
  await sleep(WARM_MS)
  await revoke(tenant, keyId)
  const revokedAt = performance.now()
  await sleep(WATCHED_MS)
  done = true
  await Promise.all(askers)
  return refused === 0 ? Number.POSITIVE_INFINITY : Math.max(0, lastTaken - revokedAt)
}

/** A key revoked by another process is refused within a second. */
export async function proveRevocation(world: World, findings: Findings): Promise<void> {
  const tenant = await makeTenant("Revoked", "UTC", [])
  const lives: number[] = []
  for (let n = 0; n < KEYS; n += 1) lives.push(await livesOnFor(world, tenant, `app-${n + 1}`))
  const longest = Math.max(...lives)
  findings.must(
    `a key revoked elsewhere is last taken, longest of ${KEYS}`,
    "1 s",
    seconds(longest),
    longest <= 1_000,
  )
}
