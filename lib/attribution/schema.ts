import * as z from "zod"
import { add, compare, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { SPLITS } from "@/lib/spend/allocation"
import { formatFilter, parseFilter } from "@/lib/spend/filter"
import { RENAMED } from "@/lib/spend/schema"
import { RANGE_PRESETS } from "@/lib/time"

/** What a rule can set. A user is known to each call by itself and is set by nobody else. */
export const RULED = ["team", "feature", "agent", "environment"] as const

export const MOST_RULES = 200

/** A filter over what contexts know, in the grammar of an address; kept as its text. */
const contextFilter = z
  .string()
  .max(1_000)
  .overwrite((text) => {
    const filter = parseFilter(text)
    return filter ? formatFilter(filter) : text
  })
  .check((context) => {
    const filter = parseFilter(context.value)
    const isOfCalls = filter?.dimension === "user" || filter?.dimension === "session"
    const isVague =
      filter?.operator === "~" && (filter.dimension === "api_key" || filter.dimension === "source")
    if (filter && !isOfCalls && !isVague) return
    const message = isOfCalls
      ? "A condition is on what a call is, not on its user or session."
      : isVague
        ? "Name the API keys and sources: is, or is not."
        : `"${context.value.slice(0, 60)}" is not a filter. Write api_key=checkout, agent~support or team= for Unattributed.`
    context.issues.push({ code: "custom", message, input: context.value })
  })

const value = z.string().trim().min(1, "Give it a value.").max(200)

export const attributionRule = z
  .strictObject({
    name: z.string().trim().min(1, "Give the rule a name.").max(120),
    when: z
      .array(contextFilter)
      .min(1, "A rule needs a condition.")
      .max(20)
      .describe("Filters as an address writes them; all must hold, of what was sent."),
    set: z
      .strictObject({
        team: value.optional(),
        feature: value.optional(),
        agent: value.optional(),
        environment: value.optional(),
      })
      .refine((set) => Object.keys(set).length > 0, "A rule sets something."),
  })
  .meta({ id: "AttributionRule" })
export type AttributionRule = z.output<typeof attributionRule>

function comparedBy(list: readonly { when: readonly string[] }[]): number {
  const filters = list.flatMap(({ when }) => when.map(parseFilter))
  return filters.reduce((sum, filter) => sum + (filter?.values.length ?? 0), 0)
}

/** Each is compared with what every new call brings, while its writer waits. */
const MOST_COMPARED = 2_000

const rules = z
  .array(attributionRule)
  .max(MOST_RULES)
  .refine(
    (list) => comparedBy(list) <= MOST_COMPARED,
    `At most ${MOST_COMPARED.toLocaleString("en")} values in all conditions together.`,
  )
  .describe("In their order: each dimension is set by the first rule that holds and sets it.")

const version = z.int().min(0).describe("Of the list that was read; 0 before the first.")

export const rulesInput = z.strictObject({
  version: version
    .optional()
    .describe("Of the list that was read. Left out, whatever is in force is replaced."),
  rules,
})
export type RulesInput = z.output<typeof rulesInput>
export const rulesAnswer = z.object({
  version,
  rules,
  changed_at: z.string().nullable(),
  changed_by: z.string().nullable(),
})
export type RulesAnswer = z.output<typeof rulesAnswer>
export const rulesChanged = z.object({
  version,
  contexts: z.int().describe("How many sets of dimensions read otherwise now."),
})

const end = z.string().max(40).optional()
export const previewInput = z.strictObject({
  rules,
  from: end.describe("A local date of the organisation or an instant; the month's start without."),
  to: end.describe("As from, exclusive; the end of today without."),
})
export type PreviewInput = z.output<typeof previewInput>

const attributionMove = z.object({
  dimension: z.enum(RULED),
  before: z.string().nullable().describe("Null: Unattributed."),
  after: z.string().nullable(),
  billed: z.string().describe("Exact decimal string in the reporting currency."),
  calls: z.int(),
  unpriced_calls: z.int().describe("Calls among them whose cost is not known."),
})

export const previewAnswer = z.object({
  range: z.object({ from: z.string(), to: z.string() }),
  currency: z.string(),
  moves: z.array(attributionMove).describe("Largest first."),
  unlisted: z.int().describe("Smaller moves that are not listed."),
  contexts: z.int().describe("Sets of dimensions that would read otherwise, at any time."),
})
export type PreviewAnswer = z.output<typeof previewAnswer>

export const nameInput = z.strictObject({
  dimension: z.enum(RENAMED),
  value: z.string().min(1).max(1_000).describe("As screens and answers say it now."),
  name: value.describe("What it is called from now on, at every time."),
  merge: z.boolean().default(false).describe("Required where the name is one that is used already."),
})
export type NameInput = z.output<typeof nameInput>

const givenName = z.object({
  id: z.int(),
  dimension: z.enum(RENAMED),
  value: z.string().describe("As it was sent, or as a rule sets it."),
  name: z.string(),
  given_at: z.string(),
  given_by: z.string().nullable(),
})
export type GivenName = z.output<typeof givenName>
export const namesAnswer = z.object({ names: z.array(givenName) })
export const nameParams = z.strictObject({ id: z.coerce.number().int().min(1).max(2_147_483_647) })

const PERCENT = /^\d{1,3}(?:\.\d{1,10})?$/
const MOST_POOLS = 20

function hundredths(percents: readonly (string | null)[]): string {
  return formatDecimal(percents.map((percent) => parseDecimal(percent ?? "0")).reduce(add, ZERO))
}

export const sharedPool = z
  .strictObject({
    name: z.string().trim().min(1, "Give the pool a name.").max(120),
    when: z
      .array(contextFilter)
      .min(1, "A pool needs a condition.")
      .max(20)
      .describe("What is shared: calls that all of these filters hold for, and no pool above."),
    split: z.enum(SPLITS).describe("proportional: to what each team spends itself, month by month."),
    teams: z
      .array(z.strictObject({ team: value, percent: z.string().regex(PERCENT, "A percentage.").nullable() }))
      .max(100)
      .describe("Who shares it; none: every team that spends something. Percent with fixed alone."),
  })
  .check((context) => {
    const { split, teams } = context.value
    const say = (message: string) =>
      context.issues.push({ code: "custom", message, path: ["teams"], input: teams })
    if (new Set(teams.map(({ team }) => team)).size < teams.length) say("A team stands here twice.")
    if (split !== "fixed" && teams.some(({ percent }) => percent !== null)) {
      say("Percentages belong to a fixed split.")
    }
    if (split !== "fixed") return
    if (teams.length === 0) say("State the teams and their percentages.")
    if (teams.some(({ percent }) => percent === null)) say("Each team needs its percentage.")
    const sum = hundredths(teams.map(({ percent }) => percent))
    if (compare(parseDecimal(sum), parseDecimal("100")) > 0) say(`The percentages are ${sum} %: 100 at most.`)
  })
  .meta({ id: "SharedPool" })
export type SharedPool = z.output<typeof sharedPool>

const pools = z
  .array(sharedPool)
  .max(MOST_POOLS)
  .describe("In their order: a call is in the first that holds.")

export const poolsInput = z.strictObject({
  version: version
    .optional()
    .describe("Of the list that was read. Left out, whatever is in force is replaced."),
  pools,
})
export type PoolsInput = z.output<typeof poolsInput>
export const poolsAnswer = z.object({
  version,
  pools,
  changed_at: z.string().nullable(),
  changed_by: z.string().nullable(),
})
export type PoolsAnswer = z.output<typeof poolsAnswer>
export const poolsChanged = z.object({ version })

const money = z.string().describe("Exact decimal string in the reporting currency.")
const calls = z.int().describe("Calls whose cost is not known and which are in no amount here.")

export const showbackTeam = z.object({
  team: z.string().nullable().describe("Null: Unattributed."),
  direct: money,
  shares: z.array(money).describe("Of each pool, in their order."),
  total: money,
  unpriced_calls: calls,
})
export type ShowbackTeam = z.output<typeof showbackTeam>

export const showbackAnswer = z
  .object({
    range: z.object({ from: z.string(), to: z.string() }),
    zone: z.string(),
    currency: z.string(),
    as_of: z.string(),
    pools: z.array(
      z.object({
        name: z.string(),
        split: z.enum(SPLITS),
        billed: money,
        unallocated: money,
        unpriced_calls: calls,
      }),
    ),
    teams: z.array(showbackTeam).describe("Largest total first."),
    unallocated: money.describe("Of all pools: what nobody is charged for."),
    total: money.describe("All spend of the range: the teams and the unallocated rest."),
  })
  .meta({ id: "Showback" })
export type ShowbackAnswer = z.output<typeof showbackAnswer>

export const showbackQuery = z.strictObject({ range: z.enum(RANGE_PRESETS).optional(), from: end, to: end })
