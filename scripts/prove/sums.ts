import { randomOf } from "../demo/random"
import { askSpend, type Spend } from "./ask"
import { bucketName } from "./buckets"
import { askCharges, type Cell } from "./direct"
import { differenceOf, isNothing, sumOf, sumsOf } from "./figures"
import { filledTenants } from "./fleet"
import { type Asking, drawQuestion, filterText, type Values, valuesOf } from "./questions"
import { count, type Findings } from "./report"
import type { Tenant } from "./tenant"
import type { World } from "./world"

const QUESTIONS = 200
const AT_ONCE = 2
const TIME = { wantedMs: 110_000, reservedMs: 130_000 }

interface Faults {
  unanswered: string[]
  groups: string[]
  series: string[]
  halves: string[]
  charges: string[]
}

function ask(world: World, tenant: Tenant, asking: Asking, conditions = asking.conditions): Promise<Spend> {
  const { from, to, interval, limit, groupBy } = asking
  return askSpend(world, tenant, {
    from,
    to,
    interval,
    limit,
    ...(groupBy.length > 0 && { group_by: groupBy.join(",") }),
    filter: conditions.map(filterText),
  })
}

/** Cells summed under a name each; names without anything in them are left out, as the API leaves them out. */
function byName(cells: readonly Cell[], nameOf: (cell: Cell) => string) {
  const parts = new Map<string, Cell["sums"][]>()
  for (const cell of cells) parts.set(nameOf(cell), [...(parts.get(nameOf(cell)) ?? []), cell.sums])
  const sums = [...parts].map(([name, list]) => [name, sumOf(list)] as const)
  return new Map(sums.filter(([, sum]) => !isNothing(sum)))
}

function compareMaps(
  said: ReadonlyMap<string, Cell["sums"]>,
  due: ReadonlyMap<string, Cell["sums"]>,
): string {
  for (const name of new Set([...said.keys(), ...due.keys()])) {
    const [a, b] = [said.get(name), due.get(name)]
    const difference = a && b ? differenceOf(a, b) : a ? "is not in the charges" : "is not in the answer"
    if (difference !== "") return `${name}: ${difference}`
  }
  return ""
}

/** The whole answer, group by group and bucket by bucket, against the charges. */
function compareWithCharges(answer: Spend, cells: readonly Cell[], asking: Asking): string {
  const { groupBy, interval, zone } = asking
  const nameOfKey = (key: readonly (string | null)[]) => JSON.stringify(key)
  const keyOf = (key: Spend["groups"][number]["key"]) =>
    nameOfKey(groupBy.map((dimension) => key[dimension] ?? null))
  const due = byName(cells, ({ key }) => nameOfKey(key))
  const shown = new Set(answer.groups.map(({ key }) => keyOf(key)))
  const folded = [...due].filter(([name]) => groupBy.length > 0 && !shown.has(name))
  const total = differenceOf(sumsOf(answer.total), sumOf(cells.map(({ sums }) => sums)))
  if (total !== "") return `total: ${total}`
  if (groupBy.length > 0) {
    const said = new Map(answer.groups.map((group) => [keyOf(group.key), sumsOf(group)]))
    const groups = compareMaps(said, new Map([...due].filter(([name]) => shown.has(name))))
    if (groups !== "") return groups
    if (answer.groups.length !== Math.min(due.size, asking.limit)) return "another number of groups"
    if ((answer.other?.count ?? 0) !== folded.length) return "another number of groups in other"
  }
  const placed = (bucket: string, name: string) =>
    `${bucket} ${groupBy.length === 0 || shown.has(name) ? name : "other"}`
  const series = answer.series.map((cell) => {
    const bucket = bucketName(cell.bucket, interval, zone)
    return [placed(bucket, cell.other ? "other" : keyOf(cell.key)), sumsOf(cell)] as const
  })
  return compareMaps(
    new Map(series),
    byName(cells, ({ bucket, key }) => placed(bucket, nameOfKey(key))),
  )
}

async function examine(world: World, tenant: Tenant, asking: Asking, faults: Faults): Promise<void> {
  const where = JSON.stringify({ ...asking, orgId: undefined })
  const note = (list: string[], difference: string) => {
    if (difference !== "") list.push(`${difference} for ${where}`)
  }
  const [answer, cells] = await Promise.all([ask(world, tenant, asking), askCharges(world, asking)])
  const total = sumsOf(answer.total)
  if (asking.groupBy.length > 0) {
    const parts = [...answer.groups, ...(answer.other ? [answer.other] : [])].map(sumsOf)
    note(faults.groups, differenceOf(sumOf(parts), total))
  }
  note(faults.series, differenceOf(sumOf(answer.series.map(sumsOf)), total))
  note(faults.charges, compareWithCharges(answer, cells, asking))
  const [first, ...others] = asking.conditions
  if (!first || first.operator === "~") return
  const inverse = { ...first, operator: first.operator === "=" ? ("!=" as const) : ("=" as const) }
  const [opposite, all] = await Promise.all([
    ask(world, tenant, asking, [inverse, ...others]),
    ask(world, tenant, asking, others),
  ])
  note(faults.halves, differenceOf(sumOf([total, sumsOf(opposite.total)]), sumsOf(all.total)))
}

/** R10: whatever is asked, parts sum to the whole, and the whole is what the charges say. */
export async function proveSums(world: World, findings: Findings, loaded: Tenant[]): Promise<void> {
  const tenants = await filledTenants(world, loaded)
  const random = randomOf(world.seed, "questions")
  const values = new Map<Tenant, Values>()
  for (const tenant of tenants) values.set(tenant, await valuesOf(world, tenant))
  const faults: Faults = { unanswered: [], groups: [], series: [], halves: [], charges: [] }
  const now = Date.now()
  const limitMs = world.within(TIME.wantedMs, TIME.reservedMs)
  let asked = 0
  const next = async () => {
    while (asked < QUESTIONS && Date.now() - now < limitMs) {
      const tenant = tenants[asked % tenants.length]
      const known = tenant && values.get(tenant)
      if (!tenant || !known) return
      asked += 1
      await examine(world, tenant, drawQuestion(random, tenant, known, now), faults).catch((error: Error) =>
        faults.unanswered.push(error.message),
      )
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
  findings.pace(`questions over ${tenants.length} zones`, count(QUESTIONS), count(asked), asked >= QUESTIONS)
  const none = (what: string, list: readonly string[]) =>
    findings.must(what, 0, list.length === 0 ? 0 : `${list.length}: ${list[0]}`, list.length === 0)
  none("questions without an answer", faults.unanswered)
  none("groups and other that miss the total", faults.groups)
  none("series that miss the total", faults.series)
  none("filters that with their opposite miss the whole", faults.halves)
  none("answers that differ from direct SQL over the charges", faults.charges)
}
