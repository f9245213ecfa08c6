import { seeded } from "@/bench/traffic"

/** How many inputs each parser is given: few on every run, FUZZ_INPUTS=100000 for the whole of it. */
export const FUZZ_INPUTS = Number(process.env.FUZZ_INPUTS ?? 2_000)

const deep = (levels: number): unknown =>
  levels === 0 ? 1 : levels % 2 ? [deep(levels - 1)] : { a: deep(levels - 1) }

/** What a sender may put where anything else is expected. */
const NASTY: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, 9_007_199_254_740_992, 2_147_483_648, 1e-300],
  ...[
    "",
    " ",
    "0",
    "-1",
    "1e999",
    "NaN",
    "null",
    "[]",
    "{}",
    '{"a":',
    "\u0000",
    "\ud800",
    "\udfff\ud800",
    "𝕏",
  ],
  ...[
    "__proto__",
    "constructor",
    "2026-13-45T99:99:99Z",
    "9999999999999999",
    "0000-00-00",
    "time-1_x",
    "%",
    "a:b",
    ":",
  ],
  ...[
    "x".repeat(300),
    "y".repeat(100_000),
    "[".repeat(5_000),
    `{"a":${"[".repeat(2_000)}`,
    "1".repeat(5_000),
  ],
  ...[
    [],
    {},
    [[]],
    [null],
    { a: null },
    { __proto__: 1 },
    { toString: 1, length: -1 },
    { usage: { usage: {} } },
  ],
  ...[deep(40), Array.from({ length: 2_000 }, (_, i) => i), { unit: 7 }, { batch: [{ batch: [] }] }],
  Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i])),
]

const NAMES = NASTY.filter((one) => typeof one === "string")

type Random = () => number
const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

/** Every place in a value that something else can stand in. */
function placesOf(value: unknown, found: [object, string][] = [], depth = 0): [object, string][] {
  if (value === null || typeof value !== "object" || depth > 12) return found
  for (const key of Object.keys(value).slice(0, 100)) {
    found.push([value, key])
    placesOf((value as Record<string, unknown>)[key], found, depth + 1)
  }
  return found
}

function change(random: Random, [parent, key]: [object, string], others: readonly [object, string][]): void {
  const target = parent as Record<string, unknown>
  const kind = random()
  if (kind < 0.15) delete target[key]
  else if (kind < 0.3) {
    const [other, name] = pick(random, others)
    target[key] = structuredClone((other as Record<string, unknown>)[name])
  } else if (kind < 0.4) {
    // As JSON.parse makes it: a property of its own, whatever it is called.
    const property = { value: target[key], configurable: true, enumerable: true, writable: true }
    Object.defineProperty(target, pick(random, NAMES), property)
  } else if (kind < 0.5) target[key] = [target[key], target[key]]
  else if (kind < 0.6 && typeof target[key] === "string") target[key] = (target[key] as string).slice(0, 3)
  else if (kind < 0.7 && typeof target[key] === "number") target[key] = String(target[key])
  else target[key] = structuredClone(pick(random, NASTY))
}

/** `count` variations of the seeds, the same in every run. */
export function* mutated(seeds: readonly unknown[], count: number, from = 1): Generator<unknown> {
  const random = seeded(from)
  for (let i = 0; i < count; i += 1) {
    const value: unknown = structuredClone(pick(random, seeds))
    const changes = 1 + Math.floor(random() * 4)
    for (let n = 0; n < changes; n += 1) {
      const places = placesOf(value)
      if (places.length > 0) change(random, pick(random, places), places)
    }
    yield random() < 0.02 ? structuredClone(pick(random, NASTY)) : value
  }
}

/** A text with some of its characters changed, cut or repeated. */
export function* mangled(texts: readonly string[], count: number, from = 1): Generator<string> {
  const random = seeded(from)
  for (let i = 0; i < count; i += 1) {
    let text = pick(random, texts)
    const at = Math.floor(random() * text.length)
    const kind = random()
    if (kind < 0.25) text = text.slice(0, at)
    else if (kind < 0.5)
      text =
        text.slice(0, at) +
        pick(random, ['"', "{", "]", ",", "\u0000", "\\ud800", "\n", "9"]) +
        text.slice(at + 1)
    else if (kind < 0.75) text = text.slice(0, at) + text.slice(at + Math.floor(random() * 20))
    else text = text.slice(0, at) + text.slice(Math.max(0, at - 30))
    yield text
  }
}
