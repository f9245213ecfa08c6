import { expect, test } from "vitest"
import { appendEvents } from "@/lib/ledger/append"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { changeRules } from "./change-rules"
import { rulesInput } from "./schema"

await testDatabase()

const rule = (when: string[], team: string) => ({ name: team, when, set: { team } })

// Weighed once for each context, a list of this length was cancelled after five seconds.
test("two hundred rules are put in force over thousands of contexts, and what comes in later meets them", {
  timeout: 60_000,
}, async () => {
  const { scope, orgId } = await makeTenant()
  const source = await testSource(orgId)
  const send = (agents: string[]) =>
    appendEvents(
      scope,
      source,
      agents.map((agent) => testDraft(testEvent({ agent }))),
    )
  const [before, later] = ["old", "new"].map((word) =>
    Array.from({ length: 1_000 }, (_, at) => `${word}-${at}-`),
  )
  const list = Array.from({ length: 200 }, (_, at) => rule([`agent~-${at}-|-${at}9`], `team-${at}`))
  const met = (agents: string[] = []) =>
    agents.filter((agent) => list.some((_, at) => agent.includes(`-${at}-`) || agent.includes(`-${at}9`)))
  await send(before ?? [])
  const { contexts } = await changeRules(scope, rulesInput.parse({ rules: list }))
  expect(contexts).toBe(met(before).length)
  await send(later ?? [])
  const undone = await changeRules(scope, rulesInput.parse({ rules: [] }))
  expect(undone.contexts).toBe(met(before).length + met(later).length)
})

test("a list compares so many values and no more", () => {
  const values = (count: number) => Array.from({ length: count }, (_, at) => at).join("|")
  const list = (count: number) => [rule([`agent=${values(count)}`], "a"), rule([`team=${values(200)}`], "b")]
  expect(rulesInput.safeParse({ rules: list(200) }).success).toBe(true)
  const many = Array.from({ length: 11 }, (_, at) => rule([`agent=${values(200)}`], `team-${at}`))
  const refused = rulesInput.safeParse({ rules: many })
  expect(refused.error?.issues[0]?.message).toBe("At most 2,000 values in all conditions together.")
})
