import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import * as z from "zod"
import { applyCredits } from "@/lib/credits/apply"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { forgetDeliveries } from "@/lib/delivery/forget"
import { env } from "@/lib/env"
import { forgetRefusals } from "@/lib/ledger/refusals"
import { forgetPayloads } from "@/lib/ledger/retention"
import { log } from "@/lib/log"
import { advanceRerates } from "@/lib/rerate/advance"
import { watchPrices } from "@/lib/rerate/watch-prices"
import {
  applyLateCorrections,
  applyPending,
  forgetRolledBatches,
  mergeOpenReports,
} from "@/lib/rollups/apply"
import { applyZoneChanges } from "@/lib/rollups/change-zone"
import { foldCuboids } from "@/lib/rollups/cuboids"
import { eachOrganisation } from "@/lib/rollups/each-organisation"
import { forgetTraces, settleTraces } from "@/lib/sources/otlp/settle-traces"
import { forgetTraffic } from "@/lib/sources/traffic"
import { verifyTrails } from "@/lib/worker/verify-trails"

const IDLE_MS = 150
const AFTER_FAULT_MS = 2_000
const SWEEP_MS = 5_000
const FORGET_MS = 600_000
const RECENT_MS = 3_600_000
const DAY = 86_400_000
/** What the Sources screen and its trend look back at. */
const TRAFFIC_DAYS = 90

const orgRow = z.object({ org_id: z.number() })

/** What every organisation need not keep: ledger rows of old batches, and what was sent before `payloadsBefore`. */
async function forgetOld(payloadsBefore: Date): Promise<void> {
  const organisations = await query(Prisma.sql`select o.id as org_id from organisation o`, orgRow)
  await eachOrganisation(organisations, "What is old could not be deleted", async ({ org_id }) => {
    await forgetRolledBatches(org_id)
    await forgetPayloads(org_id, payloadsBefore)
    await forgetRefusals(org_id, payloadsBefore)
    await forgetDeliveries(org_id, new Date())
    await forgetTraces(org_id, new Date())
    await forgetTraffic(org_id, new Date(Date.now() - TRAFFIC_DAYS * DAY))
  })
}

/** Keeps the cubes level with the ledger until `signal`; a fault is logged and tried again. */
export async function runWorker(signal: AbortSignal): Promise<void> {
  let swept = 0
  // The first sweep looks at everything that waits, later ones at what two transactions may have crossed over.
  let correctionsFrom = new Date(0)
  let forgot = 0
  while (!signal.aborted) {
    let pause = IDLE_MS
    try {
      await applyPending()
      await advanceRerates()
      if (Date.now() - swept > SWEEP_MS) {
        swept = Date.now()
        await applyLateCorrections(correctionsFrom)
        correctionsFrom = new Date(swept - RECENT_MS)
        await settleTraces(new Date(swept))
        await mergeOpenReports()
        await applyZoneChanges()
        await applyCredits()
        await watchPrices()
        await foldCuboids()
      }
      if (Date.now() - forgot > FORGET_MS) {
        forgot = Date.now()
        await verifyTrails()
        await forgetOld(new Date(forgot - env().PAYLOAD_RETENTION_DAYS * DAY))
      }
    } catch (cause) {
      log.error({ err: cause }, "The rollup worker met a fault and tries again")
      pause = AFTER_FAULT_MS
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined)
  }
}
