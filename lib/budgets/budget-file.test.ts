import fc from "fast-check"
import { expect, test } from "vitest"
import { stringify } from "yaml"
import { readBudgetFile, writeBudgetFile } from "./budget-file"
import { changeOf } from "./file-changes"
import { type Budget, budgetInput } from "./schema"

const FILE = `# What teams may spend
budgets:
  all-spend:
    name: All spend
    period: month
    amount: 72000
  code-agent-each-user:
    name: code-agent, each user
    scope: { feature: code-agent }
    each: user
    period: month
    amount: 0.100000000001
    currency: USD
    thresholds: [100, 80]
    on_exceed: deny
    notify: [Ops]
`

function standing(slug: string, written: object): Budget {
  const { version: _, currency = "USD", ...input } = budgetInput.parse(written)
  const rest = { slug, currency, version: 3, increases: [], changed_at: "", changed_by: null }
  return { ...input, ...rest } as Budget
}

const faultsOf = (text: string) => readBudgetFile(text).faults.map(({ line, text }) => `${line} ${text}`)

test("a file is read as the API would read it, amounts to the last digit", () => {
  const { budgets } = readBudgetFile(FILE)
  expect(budgets?.map(({ slug, line }) => [slug, line])).toEqual([
    ["all-spend", 3],
    ["code-agent-each-user", 7],
  ])
  expect(budgets?.[1]?.input).toMatchObject({
    scope: ["feature=code-agent"],
    amount: "0.100000000001",
    thresholds: [80, 100],
    on_exceed: "deny",
  })
})

test("whatever is wrong is told with its line, all of it at once", () => {
  expect(faultsOf(FILE.replace("each: user", "eech: user"))).toEqual([
    '10 "eech" is not a field of a budget.',
  ])
  expect(faultsOf(FILE.replace("amount: 72000", "amount: -1"))[0]).toMatch(/^6 amount: An amount above zero/)
  expect(faultsOf(FILE.replace("    amount: 72000\n", ""))[0]).toMatch(/^4 amount: /)
  expect(faultsOf(FILE.replace("all-spend", "All_Spend"))[0]).toMatch(/^3 "All_Spend": Small letters/)
  expect(
    faultsOf(FILE.replace("period: month", "period: fortnight").replace("each: user", "each: 5")),
  ).toHaveLength(2)
  expect(faultsOf(`${FILE}other: 1\n`)).toEqual([
    '17 "other" is not known here: budgets stand by their slugs under "budgets".',
  ])
  expect(faultsOf(`${FILE}  all-spend:\n    name: Again\n`)[0]).toMatch(/^17 Map keys must be unique/)
  expect(faultsOf("budgets: [")[0]).toMatch(/^1 /)
  expect(faultsOf("")).toEqual(['1 Write budgets by their slugs under "budgets".'])
  expect(faultsOf(FILE.replace("    period", "    version: 2\n    period"))[0]).toMatch(/^5 "version"/)
})

test("no text makes the reader fail", () => {
  const value = fc.jsonValue({ maxDepth: 3 })
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        value.map((each) => stringify({ budgets: { a: each } })),
      ),
      (text) => {
        const { budgets, faults } = readBudgetFile(text)
        expect(budgets === null).toBe(faults.length > 0)
      },
    ),
  )
})

test("what stands as the file says changes nothing, and every difference is named", () => {
  const [, filed] = readBudgetFile(FILE).budgets ?? []
  if (!filed) throw new Error("It is in the file.")
  const same = {
    name: "code-agent, each user",
    scope: { feature: "code-agent" },
    each: "user",
    period: "month",
    amount: "00.100000000001",
    thresholds: [80, 100],
    on_exceed: "deny",
    notify: ["Ops"],
  }
  const at = (written: object) => changeOf(filed, standing(filed.slug, written), "USD")
  expect(at(same)).toMatchObject({ kind: "unchanged", version: 3 })
  expect(changeOf(filed, undefined, null)).toMatchObject({ kind: "new", version: 0 })
  expect(at({ ...same, amount: "5", notify: [], each: null }).fields).toEqual([
    "each none → user",
    "amount 5 → 0.100000000001",
    "notify none → Ops",
  ])
  const [all] = readBudgetFile(FILE).budgets ?? []
  const euros = standing("all-spend", {
    name: "All spend",
    period: "month",
    amount: "72000",
    currency: "EUR",
  })
  expect(all && changeOf(all, euros, "USD").fields).toEqual(["currency EUR → USD"])
})

test("a file written of what stands changes nothing when it is read", () => {
  const text = fc
    .string({ minLength: 1, maxLength: 20 })
    .filter((each) => each.trim() === each && each !== "")
  const amount = fc
    .integer({ min: 1, max: 10 ** 9 })
    .map((cents) => `${Math.floor(cents / 100)}.${(cents % 100) + 100}`)
  const written = fc.record({
    name: text,
    scope: fc.dictionary(fc.constantFrom("team", "feature", "tag:cost"), fc.oneof(text, fc.constant(null))),
    each: fc.constantFrom(null, "user", "team"),
    amount,
    thresholds: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 3 }),
    notify: fc.uniqueArray(text, { maxLength: 2 }),
  })
  fc.assert(
    fc.property(written, (more) => {
      const input = { period: "month", ...more }
      if (!budgetInput.safeParse(input).success) return
      const budget = standing("some-slug", input)
      const { budgets, faults } = readBudgetFile(writeBudgetFile([budget]))
      expect(faults).toEqual([])
      const [filed] = budgets ?? []
      expect(filed && changeOf(filed, budget, "USD")).toMatchObject({ kind: "unchanged", fields: [] })
    }),
  )
})

test("a forecast of a single day is refused on its line", () => {
  const text =
    "budgets:\n  day:\n    name: Day\n    period: day\n    amount: 1\n    forecast_thresholds: [100]\n"
  expect(readBudgetFile(text).faults).toEqual([
    {
      line: 6,
      text: "forecast_thresholds: A single day is not forecast. Leave these out, or choose a longer period.",
    },
  ])
})
