import { isDecimal, type Pico, parseDecimal, toPico } from "@/lib/money"
import { FEATURES } from "@/lib/smoke/schema"
import { WHOLE } from "./model"
import { type Fact, familyName, ROUTE_FACTS, routeFacts, routeName } from "./route-facts"

export const UNITS = ["hours", "money", "percent", "ms", "list"] as const
export type AssumptionUnit = (typeof UNITS)[number]

/** Something the decision rests on that the ledger does not say. */
export interface Definition {
  name: string
  label: string
  unit: AssumptionUnit
  /** Null: not set, and then it counts for nothing. Money is in US dollars. */
  default: string | null
  source: string
  /** The day the source said so. */
  date: string
  /** The range within which a change of the answer is looked for, money in US dollars; null: none is. */
  range: readonly [number, number] | null
}

const OURS = "Our assumption"
const OUR_DAY = "2026-11-22"

/** A name's parts: `availability.siliconflow.glm` is of a route and a family. */
export const assumptionName = (...parts: string[]) => parts.join(".")

function ofHours(name: string, label: string, hours: string): Definition {
  return { name, label, unit: "hours", default: hours, source: OURS, date: OUR_DAY, range: [0, 12] }
}

const GENERAL: readonly Definition[] = [
  ofHours("direct_hours", "Hours to keep one direct provider", "3"),
  ofHours("gateway_hours", "Hours to keep one gateway", "4"),
  ofHours("account_hours", "Hours to keep one provider's account behind a gateway of your own", "1"),
  {
    ...{ name: "hourly_rate", label: "An hour of engineering", unit: "money", default: "95" },
    ...{ source: OURS, date: OUR_DAY, range: [20, 250] },
  },
  {
    ...{ name: "failed_value", label: "Value of a failed request", unit: "money", default: null },
    ...{ source: "Yours to say, by feature", date: OUR_DAY, range: [0, 0.25] },
  },
]

const CONSTRAINTS: readonly Definition[] = [
  ["keep_direct", "Features whose data must stay with a direct contract"],
  ["needs", "What features need, such as image-alt-text:image"],
  ["countries", "Countries that may bill, such as US"],
  ["families", "Model families that must be offered"],
].map(([name = "", label = ""]) => ({
  ...{ name, label, unit: "list" as const, default: null },
  ...{ source: "Yours to say", date: OUR_DAY, range: null },
}))

const LATENCY: Definition = {
  ...{ name: "added_p95_ms", label: "Most added latency, p95", unit: "ms", default: null },
  ...{ source: "Yours to say", date: OUR_DAY, range: null },
}

const FEES = [
  ["share", "fee_percent", "Fee", "percent", [0, 12]],
  ["minimum", "fee_minimum", "Least fee a month", "money", null],
  ["free", "fee_free", "Bought each month without a fee", "money", null],
  ["subscription", "subscription", "Subscription a month", "money", [0, 2_000]],
  ["hosting", "hosting", "Hosting a month", "money", [0, 2_000]],
  ["markup", "markup", "Markup on the providers' prices", "percent", [-50, 50]],
] as const

const ZERO_FACT: Fact = { value: "0", source: "None is known", date: OUR_DAY }

function feesOf(route: string): Definition[] {
  const facts = routeFacts(route)
  const known: Partial<Record<(typeof FEES)[number][0], Fact>> = facts?.fees ?? {
    share: ZERO_FACT,
    markup: { value: "0", source: "Yours to say where it has no price list", date: OUR_DAY },
  }
  return FEES.flatMap(([key, name, label, unit, range]) => {
    const fact = known[key]
    if (!fact) return []
    return {
      ...{ name: assumptionName(name, route), label: `${label}: ${routeName(route)}`, unit },
      ...{ default: fact.value, source: fact.source, date: fact.date, range },
    }
  })
}

function availabilityOf(route: string, family: string | null): Definition {
  const name = family ? assumptionName("availability", route, family) : assumptionName("availability", route)
  return {
    name,
    label: family
      ? `Availability of ${familyName(family)} on ${routeName(route)}`
      : `Availability, ${routeName(route)}`,
    unit: "percent",
    default: family ? null : route === "direct" ? "99.5" : "99",
    source: `${OURS}, where fewer than 100 calls say it`,
    date: OUR_DAY,
    range: [90, 100],
  }
}

function rescuedOf(route: string): Definition {
  return {
    ...{ name: assumptionName("rescued", route), label: `Failed requests rescued, ${routeName(route)}` },
    ...{ unit: "percent", default: "0", source: `${OURS}, where too few failures say it`, date: OUR_DAY },
    range: [0, 100],
  }
}

/** What can be assumed about these routes, families and features. */
export function definitionsFor({
  routes,
  families,
  features,
}: {
  routes: readonly string[]
  families: readonly string[]
  features: readonly string[]
}): Definition[] {
  const [failed] = GENERAL.slice(-1)
  return [
    ...GENERAL,
    ...features.flatMap((feature) =>
      failed
        ? {
            ...failed,
            name: assumptionName("failed_value", feature),
            label: `Value of a failed request, ${feature}`,
          }
        : [],
    ),
    ...routes.filter((route) => route !== "direct").flatMap(feesOf),
    ...routes.map((route) => availabilityOf(route, null)),
    ...routes.flatMap((route) => families.map((family) => availabilityOf(route, family))),
    ...routes.map(rescuedOf),
    ...CONSTRAINTS,
    LATENCY,
  ]
}

/** What a smoke run can tell of, for a feature. */
function isNeed(text: string): boolean {
  const colon = text.lastIndexOf(":")
  return colon > 0 && FEATURES.some((feature) => feature === text.slice(colon + 1))
}

/** Why a value cannot stand; null where it can. An empty value takes the assumption back. */
export function faultOf(name: string, value: string): string | null {
  const unit = unitOf(name)
  if (unit === null) return `"${name.slice(0, 80)}" is no assumption of the decision.`
  if (name === "needs" && value.split(/[|,]/).some((part) => part.trim() !== "" && !isNeed(part.trim()))) {
    return `Write feature:need, the need one of ${FEATURES.join(", ")}.`
  }
  if (value === "" || unit === "list") return value.length > 2_000 ? "At most 2,000 characters." : null
  if (!isDecimal(value)) return "A number such as 3 or 0.05."
  const { digits, scale } = parseDecimal(value)
  const most = (unit === "percent" ? 1_000n : 1_000_000_000n) * 10n ** BigInt(scale)
  if (digits > most || (digits < 0n && !name.startsWith("markup."))) return "A number from 0 to what can be."
  const isShare = /^(?:availability|rescued)\./.test(name)
  if (isShare && digits > 100n * 10n ** BigInt(scale)) return "A percentage from 0 to 100."
  return null
}

const PREFIXES: Record<string, AssumptionUnit> = {
  failed_value: "money",
  availability: "percent",
  rescued: "percent",
  ...Object.fromEntries(FEES.map(([, name, , unit]) => [name, unit])),
}

/** The unit of an assumption by its name; null where there is none of this name. */
export function unitOf(name: string): AssumptionUnit | null {
  const general = [...GENERAL, ...CONSTRAINTS, LATENCY].find((each) => each.name === name)
  if (general) return general.unit
  const dot = name.indexOf(".")
  return dot > 0 && dot < name.length - 1 ? (PREFIXES[name.slice(0, dot)] ?? null) : null
}

/** Who said what the value is. */
export interface Said {
  value: string
  by: string | null
  at: string | null
}

/** Values by name: the address's before the organisation's before the defaults. */
export class Assumptions {
  readonly #defaults: ReadonlyMap<string, Definition>

  constructor(
    readonly definitions: readonly Definition[],
    readonly saved: ReadonlyMap<string, Said>,
    readonly inAddress: ReadonlyMap<string, string>,
    /** Turns a default in dollars into the reporting currency. */
    private readonly converted: (dollars: string) => string,
  ) {
    this.#defaults = new Map(definitions.map((each) => [each.name, each]))
  }

  /** The same with one value changed. */
  with(name: string, value: string): Assumptions {
    return new Assumptions(
      this.definitions,
      this.saved,
      new Map([...this.inAddress, [name, value]]),
      this.converted,
    )
  }

  defaultOf(name: string): string | null {
    const found = this.#defaults.get(name)
    if (!found?.default) return null
    return found.unit === "money" && found.default !== "0" ? this.converted(found.default) : found.default
  }

  /** The range of an assumption, money in the reporting currency; null: none is looked at. */
  rangeOf({ unit, range }: Definition): [number, number] | null {
    if (range === null) return null
    const end = (value: number) => (unit === "money" ? Number(this.converted(String(value))) : value)
    return [end(range[0]), end(range[1])]
  }

  /** Null: not set. */
  valueOf(name: string): string | null {
    return this.inAddress.get(name) || this.saved.get(name)?.value || this.defaultOf(name)
  }

  listOf(name: string): string[] {
    const text = this.valueOf(name) ?? ""
    return text.split(/[|,]/).flatMap((part) => part.trim() || [])
  }

  money(name: string): Pico {
    return toPico(parseDecimal(this.valueOf(name) ?? "0"))
  }

  /** Billionths of the whole. */
  share(name: string): bigint {
    const { digits, scale } = parseDecimal(this.valueOf(name) ?? "0")
    return (digits * WHOLE) / 100n / 10n ** BigInt(scale)
  }

  /** Hours at the hourly rate. */
  hours(name: string): Pico {
    const { digits, scale } = parseDecimal(this.valueOf(name) ?? "0")
    return (this.money("hourly_rate") * digits) / 10n ** BigInt(scale)
  }
}

/** Routes that are candidates wherever they offer the model. */
export const USUAL_ROUTES: readonly string[] = ["direct", ...ROUTE_FACTS.map(({ id }) => id)]
