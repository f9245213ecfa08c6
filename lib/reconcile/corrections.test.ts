import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { importBill } from "@/lib/imports/mutations"
import { getBill } from "@/lib/imports/queries"
import { importQuery } from "@/lib/imports/schema"
import { openAiCosts, openAiUsage } from "@/lib/testing/bills"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { send } from "@/lib/testing/decision-calls"
import { reconcile } from "./reconcile"
import { reconcileQuery } from "./schema"

await testDatabase()

const NOW = new Date("2026-11-20T12:00:00Z")
const MODEL = "gpt-4.1-mini"
const DAY = "2026-10-03"

/** Two calls of $0.0048. */
const CALLS = [0, 1].map((at) => ({
  ...{ id: `call-${at}`, time: `${DAY}T12:0${at}:00.000Z`, provider: "openai", model: MODEL },
  usage: { input_uncached: 10_000, output: 500 },
}))
const LINE = {
  day: DAY,
  model: MODEL,
  amount: "0.0096",
  requests: 2,
  input: 20_000,
  cached: 0,
  output: 1_000,
}

const importText = ({ scope }: Tenant, text: string) =>
  importBill(scope, Buffer.from(text), importQuery.parse({}))
const compared = ({ scope }: Tenant) =>
  reconcile(scope, reconcileQuery.parse({ from: "2026-10-01", to: "2026-10-31" }), NOW)

test("a negative line of usage is a correction, not a price, and takes no tokens along", async () => {
  const tenant = await makeTenant()
  await send(tenant, CALLS)
  const refund = { day: DAY, item: `${MODEL}, input`, amount: "-0.003" }
  const { id } = await importText(tenant, openAiCosts([LINE], [refund]))
  await importText(tenant, openAiUsage([LINE]))
  const { rows } = await compared(tenant)
  expect(rows).toMatchObject([
    {
      ...{ model: MODEL, state: "tied", bill: "0.0066", ledger: "0.0096" },
      parts: { charges: "-0.003", price: "0", tokens: "0" },
      tokens: { bill: 21_000 },
    },
  ])
  expect(rows[0]?.causes).toMatchObject([
    {
      ...{ code: "correction", part: "charges", amount: "-0.003" },
      sentence: `A correction of usage that was billed before: ${MODEL}, input.`,
    },
  ])
  expect((await getBill(tenant.scope, id!)).lines.map(({ kind }) => kind)).toEqual(["usage", "correction"])
})

const HEAD =
  "BilledCost,BillingCurrency,ChargeCategory,ChargeClass,ChargeDescription,ChargePeriodStart,ChargePeriodEnd,InvoiceIssuerName,x_Model,ConsumedQuantity,ConsumedUnit,x_TokenClass"
const focus = (amount: string, charge: string, what: string, of: [string, string]) =>
  `${amount},USD,Usage,${charge},${what},${DAY}T00:00:00Z,2026-10-04T00:00:00Z,OpenAI,${MODEL},${of[0]},Tokens,${of[1]}`

test("a FOCUS row of the class Correction is one, also above zero", async () => {
  const tenant = await makeTenant()
  await send(tenant, CALLS)
  const rows = [
    focus("0.008", "", "Input", ["20000", "input"]),
    focus("0.0016", "", "Output", ["1000", "output"]),
    focus("0.005", "Correction", "Re-rated input", ["20000", "input"]),
  ]
  await importText(tenant, [HEAD, ...rows].join("\n"))
  expect((await compared(tenant)).rows).toMatchObject([
    {
      parts: { charges: "0.005", price: "0", tokens: "0", events: "0" },
      causes: [{ sentence: "A correction of usage that was billed before: Re-rated input." }],
    },
  ])
})

test("a bill of corrections alone takes no place of what usage cost, and a newer whole bill replaces its own", async () => {
  const tenant = await makeTenant()
  await send(tenant, CALLS)
  const usage = [
    focus("0.008", "", "Input", ["20000", "input"]),
    focus("0.0016", "", "Output", ["1000", "output"]),
  ]
  await importText(tenant, [HEAD, ...usage].join("\n"))
  const told = await importText(tenant, [HEAD, focus("-0.002", "Correction", "Later", ["", ""])].join("\n"))
  expect(told.billers).toMatchObject([{ supersedes: 0 }])
  expect((await compared(tenant)).total).toMatchObject({ bill: "0.0076", parts: { charges: "-0.002" } })
  // A whole bill that comes later says all of the day: nothing of an older file is left beside it.
  const whole = [...usage, focus("-0.001", "Correction", "Settled", ["", ""])]
  await importText(tenant, [HEAD, ...whole].join("\n"))
  expect((await compared(tenant)).total).toMatchObject({ bill: "0.0086", parts: { charges: "-0.001" } })
  await importText(tenant, [HEAD, ...usage].join("\n"))
  await importText(tenant, [HEAD, ...usage, focus("0", "Correction", "None", ["", ""])].join("\n"))
  expect((await compared(tenant)).total).toMatchObject({ bill: "0.0096", parts: { charges: "0" } })
})
