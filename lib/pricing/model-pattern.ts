/** The models a row prices, ready to be asked. */
export interface ModelMatcher {
  /** Names that match letter by letter, in lower case. */
  exact: string[]
  /** How closely a name in lower case matches: `EXACT`, the pattern's literal characters, or −1. */
  closeness(name: string): number
}

export const EXACT = 1_000

interface Pattern {
  literals: number
  test: (name: string) => boolean
}

function startsAt(name: string, at: number, part: string): boolean {
  if (at < 0 || at + part.length > name.length) return false
  for (let i = 0; i < part.length; i += 1) {
    const wanted = part[i]
    const given = name[at + i] ?? ""
    if (wanted === "#" ? given < "0" || given > "9" : wanted !== given) return false
  }
  return true
}

function findFrom(name: string, from: number, part: string): number {
  for (let at = from; at + part.length <= name.length; at += 1) if (startsAt(name, at, part)) return at
  return -1
}

/**
 * What stands between two `*` is looked for once, from left to right: no pattern makes a name take longer
 * than its length times the pattern's, whoever wrote it.
 */
function compile(text: string): Pattern {
  const [first = "", ...rest] = text.split("*")
  const last = rest.pop()
  const test = (name: string) => {
    if (!startsAt(name, 0, first)) return false
    if (last === undefined) return name.length === first.length
    let from = first.length
    for (const part of rest) {
      const at = findFrom(name, from, part)
      if (at < 0) return false
      from = at + part.length
    }
    return name.length - last.length >= from && startsAt(name, name.length - last.length, last)
  }
  return { literals: text.replaceAll("*", "").length, test }
}

/** Ids as they are; `*` any run of characters, `#` a digit, a leading `!` takes names out again. */
export function modelMatcher(models: readonly string[]): ModelMatcher {
  const exact = new Set<string>()
  const patterns: Pattern[] = []
  const excluded: Pattern[] = []
  for (const model of models) {
    const text = model.toLowerCase()
    if (text.startsWith("!")) excluded.push(compile(text.slice(1)))
    else if (/[*#]/.test(text)) patterns.push(compile(text))
    else exact.add(text)
  }
  patterns.sort((a, b) => b.literals - a.literals)
  return {
    exact: [...exact],
    closeness(name) {
      if (exact.has(name)) return EXACT
      const found = patterns.find(({ test }) => test(name))
      if (!found || excluded.some(({ test }) => test(name))) return -1
      return found.literals
    },
  }
}
