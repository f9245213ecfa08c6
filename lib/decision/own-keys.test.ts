import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { FLAG } from "@/lib/ledger/usage-event"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { calls, send } from "@/lib/testing/decision-calls"
import { TEST_NOW } from "@/lib/testing/ledger"
import { decision } from "./queries"
import { decisionQuery } from "./schema"

await testDatabase()

/** So many calls through OpenRouter that Anthropic charged 5 cents for, each with a fee of a tenth of a cent. */
function byOwnKeys(count: number) {
  return calls(count, { model: "anthropic/claude-sonnet-5", route: "openrouter" }).map((call, at) => ({
    ...call,
    usage: undefined,
    response: {
      ...{
        id: `gen-${at}`,
        object: "chat.completion",
        provider: "Anthropic",
        model: "anthropic/claude-sonnet-5",
      },
      choices: [{ finish_reason: "stop" }],
      usage: {
        ...{
          prompt_tokens: 20_000,
          completion_tokens: 1_000,
          total_tokens: 21_000,
          cost: 0.001,
          is_byok: true,
        },
        cost_details: { upstream_inference_cost: 0.05 },
      },
    },
  }))
}

async function asked({ scope }: Tenant, assume: readonly string[] = []) {
  const answer = await decision(scope, decisionQuery.parse({ assume: [...assume] }), TEST_NOW)
  const through = (id: string) => answer.scopes[0]?.candidates.find(({ route }) => route === id)
  return {
    answer,
    today: answer.mixes.find(({ id }) => id === "today"),
    ...{ credits: through("openrouter"), keys: through("openrouter-byok") },
  }
}

test("what own keys bought pays no fee on credits, and the gateway's fee for own keys once", async () => {
  const tenant = await makeTenant()
  await send(tenant, byOwnKeys(200))
  const { answer, today, credits, keys } = await asked(tenant)
  expect([credits?.n, keys?.n, answer.ledger]).toEqual([0, 200, "10.2"])
  // 200 × 5 cents, and nothing below the month's use without a fee.
  expect(today).toMatchObject({ tokens: "10", fees: "0" })
  expect(keys).toMatchObject({ tokens: "10", fees: "0" })
  const beyond = await asked(tenant, ["fee_free.openrouter-byok:4"])
  expect(beyond.today?.fees).toBe("0.3")
  expect(beyond.keys?.fees).toBe("0.3")
})

test("calls from before they said so are told by what was sent, and by the gateway's fee", async () => {
  const tenant = await makeTenant()
  await send(tenant, byOwnKeys(200))
  const { orgId } = tenant
  const kept = 32_767 & ~FLAG.ownKey
  await execute(Prisma.sql`update charge set flags = flags & ${kept}::smallint where org_id = ${orgId}`)
  expect((await asked(tenant)).credits?.n).toBe(200)
  const file = "prisma/migrations/20261130110000_tell_own_keys/migration.sql"
  const [, update = ""] = readFileSync(file, "utf8").replaceAll("p_org", String(orgId)).split("$$")
  for (const without of ["platform_fee", "is_byok"]) {
    await execute(Prisma.sql`update charge set flags = flags & ${kept}::smallint where org_id = ${orgId}`)
    await execute(Prisma.raw(update.replace(without, "nothing")))
    // Nothing that the ledger writes changes flags of lines it has, so what was summed and answered would be kept.
    await execute(Prisma.sql`update cube_version set version = version + 1 where org_id = ${orgId}`)
    expect((await asked(tenant)).keys?.n, without).toBe(200)
  }
})
