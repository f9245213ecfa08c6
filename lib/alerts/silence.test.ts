import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { createKey } from "@/lib/auth/api-key"
import { prisma } from "@/lib/db/client"
import { changeSource } from "@/lib/sources/mutations"
import { listSources } from "@/lib/sources/queries"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { putRule } from "./rule-mutations"
import { getRule } from "./rule-queries"
import { ruleInput } from "./rule-schema"
import { watchRules } from "./watch-rules"
import { watchedOrganisations } from "./watched"

await testDatabase()

test("a rule of silence looks at the sources that it names, by names that they bore as well, or at all", async () => {
  const { scope, orgId } = await makeTenant()
  const keyed = { environment: "test" as const, scopes: ["ingest" as const] }
  for (const name of ["shop", "blog"]) await createKey(scope, { ...keyed, name, source: name })
  await prisma().source.updateMany({ where: { orgId }, data: { lastEventAt: new Date(0) } })
  const silence = (filters: string[]) => ({
    name: "Silence",
    condition: { kind: "source_silent", alert: 10 },
    scope: filters,
  })
  const put = (slug: string, filters: string[]) => putRule(scope, slug, ruleInput.parse(silence(filters)))
  await put("all", [])
  await put("shop", ["source=shop"])
  await put("others", ["source!=shop"])
  const shop = (await listSources(scope)).find(({ name }) => name === "shop")
  await changeSource(scope, shop?.id ?? 0, { name: "store" })
  const own = (await watchedOrganisations()).filter(({ org_id }) => org_id === orgId)
  await watchRules(own, new Date())
  const entitiesOf = async (slug: string) =>
    (await getRule(scope, slug)).entities.map(({ entity }) => entity).sort()
  expect(await entitiesOf("all")).toEqual(["blog", "store"])
  expect(await entitiesOf("shop")).toEqual(["store"])
  expect(await entitiesOf("others")).toEqual(["blog"])
  const wrong = ruleInput.safeParse(silence(["team=a"]))
  expect(wrong.error?.issues[0]?.message).toBe("A rule of silence is narrowed by source alone.")
})
