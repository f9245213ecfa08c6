import { type Random, randomOf, zipf } from "./random"

const INITIALS = "aabcdefghijjklmmnoprsstuvwyz"
const SURNAMES = (
  "weber ito novak osei silva becker haas lund moreau rossi kaya nowak meyer okafor santos lehmann vogel " +
  "ricci sato larsen petrov duarte klein adeyemi horvath brandt costa lindqvist yilmaz schulz marek fischer " +
  "ivanova jansen krause mensah popescu richter seidel tanaka ulrich varga wagner ziegler albrecht bauer " +
  "conti dietrich engel farkas gomez hofmann iversen juarez keller lorenz"
).split(" ")

const KNOWN: Record<string, readonly string[]> = {
  "Developer tools": ["m.silva", "a.ito", "j.weber", "t.novak", "k.osei"],
  Support: ["l.haas", "s.okafor", "e.moreau", "p.kaya"],
  "Data platform": ["r.petrov", "n.sato", "d.klein"],
  Marketing: ["c.rossi", "v.larsen"],
  Commerce: ["f.becker", "y.duarte"],
}

const SIZES: Record<string, number> = {
  Support: 64,
  "Developer tools": 46,
  Commerce: 22,
  "Data platform": 18,
  Marketing: 14,
}

const SHOPPERS = 900

function staffOf(team: string): string[] {
  const random = randomOf("staff", team)
  const names = new Set(KNOWN[team] ?? [])
  while (names.size < (SIZES[team] ?? 8)) {
    const initial = INITIALS[random.between(0, INITIALS.length - 1)]
    names.add(`${initial}.${SURNAMES[random.between(0, SURNAMES.length - 1)]}`)
  }
  return [...names]
}

const staff = new Map<string, { names: string[]; rank: (random: Random) => number }>()
const shopper = zipf(SHOPPERS, 0.9)

/** A colleague of the team; a few of them make most of the calls. */
export function drawStaff(team: string, random: Random): string {
  let found = staff.get(team)
  if (!found) {
    const names = staffOf(team)
    found = { names, rank: zipf(names.length, 1.05) }
    staff.set(team, found)
  }
  return found.names[found.rank(random)] ?? "j.weber"
}

/** A customer of the shop, by number. */
export function drawShopper(random: Random): string {
  return `c-${20_417 + shopper(random) * 37}`
}
