import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { createKey } from "@/lib/auth/api-key"
import { listAudit } from "@/lib/auth/audit-trail"
import { mintScope } from "@/lib/auth/scope"
import { authorize } from "@/lib/budgets/authorize"
import { authorizeInput } from "@/lib/budgets/authorize-schema"
import { filtersOf } from "@/lib/budgets/budget-scope"
import { putBudget } from "@/lib/budgets/mutations"
import { budgetInput } from "@/lib/budgets/schema"
import { budgetStatus } from "@/lib/budgets/status"
import { spend } from "@/lib/spend/queries"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { ingestEvents } from "./ingest"
import { changeSource, createSource, rotateSourceSecret } from "./mutations"
import { getSource } from "./queries"

await testDatabase()

test("a source has a name of its own, and may be renamed", async () => {
  const { scope } = await makeTenant()
  const made = await createSource(scope, { name: "shop", kind: "litellm", bills: false })
  expect(made).toMatchObject({ source: { kind: "litellm", keys: 1 }, webhook: null })
  expect(made.key?.scopes).toEqual(["ingest"])
  const { id } = made.source
  const again = createSource(scope, { name: "shop", kind: "events", bills: false })
  await expect(again).rejects.toMatchObject({ code: "conflict" })

  await changeSource(scope, id, { bills: true })
  await changeSource(scope, id, { name: "store" })
  expect(await getSource(scope, id)).toMatchObject({ name: "store", bills: true })
  const { entries } = await listAudit(scope, { limit: 20 })
  expect(entries.map(({ action }) => action).filter((action) => action.startsWith("source."))).toEqual([
    "source.change",
    "source.change",
    "source.create",
  ])
})

test("what names a source by a name that it bore finds it still", async () => {
  const { scope, orgId } = await makeTenant()
  const app = await createSource(scope, { name: "shop", kind: "events", bills: false })
  const { id } = app.source
  const other = await createSource(scope, { name: "blog", kind: "events", bills: false })
  const now = new Date()
  const send = (source: number, event: string, tokens: number) =>
    ingestEvents(
      scope,
      source,
      [{ id: event, provider: "openai", model: "gpt-4o-mini", usage: { input_uncached: tokens } }],
      { now, backfill: false, requestId: "test" },
    )
  await send(id, "1", 1_000_000)
  await send(other.source.id, "2", 1_000)
  const scoped = {
    name: "Shop",
    scope: { source: "shop" },
    period: "month",
    amount: "0.2",
    on_exceed: "deny",
  }
  await putBudget(scope, "shop", budgetInput.parse(scoped))
  await changeSource(scope, id, { name: "store" })
  await changeSource(scope, id, { name: "market" })

  expect(await budgetStatus(scope, "shop")).toMatchObject({ spent: "0.15" })
  const [from, to] = [new Date(now.getTime() - 86_400_000), new Date(now.getTime() + 86_400_000)]
  const spentBy = async (...texts: string[]) => {
    const filters = filtersOf(texts)
    const asked = { from, to, interval: "day" as const, filters, limit: 10, comparison: null }
    const { groups } = await spend(scope, { ...asked, groupBy: ["source"] })
    return groups.map(({ key }) => key.source)
  }
  for (const text of ["source=shop", "source~sho", "source=store", "source=market", "source!=blog"])
    expect(await spentBy(text), text).toEqual(["market"])
  expect(await spentBy("source!=shop")).toEqual(["blog"])

  const actor = {
    kind: "key",
    keyId: app.key?.id ?? 0,
    sourceId: id,
    scopes: ["authorize"],
    maker: null,
  } as const
  const ask = authorizeInput.parse({ estimate: { amount: "0.1", currency: "USD" } })
  expect(await authorize(mintScope(orgId, actor), ask)).toMatchObject({ decision: "deny" })

  const taken = { code: "conflict", message: expect.stringContaining("The source market had this name") }
  await expect(createSource(scope, { name: "shop", kind: "events", bills: false })).rejects.toMatchObject(
    taken,
  )
  await expect(changeSource(scope, other.source.id, { name: "store" })).rejects.toMatchObject(taken)
  const keyed = { name: "second", environment: "live" as const, scopes: ["ingest" as const] }
  expect((await createKey(scope, { ...keyed, source: "shop" })).source).toMatchObject({ id, name: "market" })
  await changeSource(scope, id, { name: "shop" })
  expect(await spentBy("source=market")).toEqual(["shop"])
})

test("engineers make sources, and neither say that one bills nor turn its secret", async () => {
  const { scope, orgId } = await makeTenant()
  const engineer = mintScope(orgId, { kind: "user", userId: 1, role: "engineer" })
  const hook = await createSource(scope, { name: "hook", kind: "webhook", bills: false })
  expect(hook).toMatchObject({ key: null, source: { keys: 1, webhook: hook.webhook?.address } })
  const refused = { code: "forbidden" }
  await expect(createSource(engineer, { name: "x", kind: "litellm", bills: true })).rejects.toMatchObject(
    refused,
  )
  const gateway = createSource(engineer, { name: "x", kind: "openrouter", bills: false })
  await expect(gateway).rejects.toMatchObject(refused)
  await expect(changeSource(engineer, hook.source.id, { name: "y" })).rejects.toMatchObject(refused)
  await expect(rotateSourceSecret(engineer, hook.source.id, { overlap: "now" })).rejects.toMatchObject(
    refused,
  )
  const keyed = await createSource(scope, { name: "keyed", kind: "events", bills: false })
  await expect(rotateSourceSecret(scope, keyed.source.id, { overlap: "now" })).rejects.toMatchObject({
    code: "conflict",
  })
  await expect(changeSource(scope, 99, { bills: true })).rejects.toMatchObject({ code: "not_found" })
})
