import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { putRule } from "@/lib/alerts/rule-mutations"
import { ruleInput } from "@/lib/alerts/rule-schema"
import { listAudit } from "@/lib/auth/audit-trail"
import { mintScope } from "@/lib/auth/scope"
import { deleteBudget, putBudget } from "@/lib/budgets/mutations"
import { budgetInput } from "@/lib/budgets/schema"
import { prisma } from "@/lib/db/client"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { changeSource, createSource, rotateSourceSecret } from "./mutations"
import { getSource } from "./queries"

await testDatabase()

test("a source has a name of its own, and is renamed unless a filter names it", async () => {
  const { scope, orgId } = await makeTenant()
  const made = await createSource(scope, { name: "shop", kind: "litellm", bills: false })
  expect(made).toMatchObject({ source: { kind: "litellm", keys: 1 }, webhook: null })
  expect(made.key?.scopes).toEqual(["ingest"])
  const { id } = made.source
  const again = createSource(scope, { name: "shop", kind: "events", bills: false })
  await expect(again).rejects.toMatchObject({ code: "conflict" })

  const scoped = { name: "Shop", scope: { source: "shop" }, period: "month", amount: "10" }
  await putBudget(scope, "shop", budgetInput.parse(scoped))
  await expect(changeSource(scope, id, { name: "store" })).rejects.toThrow(
    "The budget Shop is about this source",
  )
  await changeSource(scope, id, { bills: true })
  await deleteBudget(scope, "shop")
  const rule = {
    name: "Watch",
    scope: { source: "shop" },
    condition: { kind: "spend", alert: "5", period: "day" },
  }
  const parsed = ruleInput.safeParse(rule)
  if (parsed.success) {
    await putRule(scope, "watch", parsed.data)
    await expect(changeSource(scope, id, { name: "store" })).rejects.toThrow("The alert rule Watch")
    await prisma().alertRule.deleteMany({ where: { orgId } })
  }
  const rules = [{ name: "R", when: ["source=shop"], set: { team: "Shop" } }]
  await prisma().attributionRules.create({ data: { orgId, version: 1, rules, changedAt: new Date() } })
  await expect(changeSource(scope, id, { name: "store" })).rejects.toThrow("An attribution rule")
  await prisma().attributionRules.deleteMany({ where: { orgId } })
  await changeSource(scope, id, { name: "store" })
  expect(await getSource(scope, id)).toMatchObject({ name: "store", bills: true })
  const { entries } = await listAudit(scope, { limit: 20 })
  expect(entries.map(({ action }) => action).filter((action) => action.startsWith("source."))).toEqual([
    "source.change",
    "source.change",
    "source.create",
  ])
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
