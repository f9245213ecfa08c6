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
  test: RegExp
}

function compile(text: string): Pattern {
  const source = text.replace(/[\\^$.*+?()[\]{}|#]/g, (character) =>
    character === "*" ? ".*" : character === "#" ? "\\d" : `\\${character}`,
  )
  return { literals: text.replaceAll("*", "").length, test: new RegExp(`^${source}$`, "s") }
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
      const found = patterns.find(({ test }) => test.test(name))
      if (!found || excluded.some(({ test }) => test.test(name))) return -1
      return found.literals
    },
  }
}
