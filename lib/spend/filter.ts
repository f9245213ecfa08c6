import { DIMENSIONS, type Dimension, type Filter } from "./schema"

const NAMES: ReadonlySet<string> = new Set(DIMENSIONS)
const TAG = "tag:"
const MAX_TAG = 64

/** Null for a name that is neither a dimension nor `tag:<key>`. */
export function parseDimension(text: string): Dimension | null {
  if (NAMES.has(text)) return text as Dimension
  const key = text.startsWith(TAG) ? text.slice(TAG.length) : ""
  return key.length > 0 && key.length <= MAX_TAG ? `${TAG}${key}` : null
}

/** Splits at `separator`, a backslash taking the next character as it is. */
function splitEscaped(text: string, separator: string): string[] {
  const parts = [""]
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? ""
    if (character === "\\" && index + 1 < text.length) {
      index += 1
      parts.push((parts.pop() ?? "") + (text[index] ?? ""))
    } else if (character === separator) parts.push("")
    else parts.push((parts.pop() ?? "") + character)
  }
  return parts
}

function escaped(text: string, characters: RegExp): string {
  return text.replace(characters, "\\$&")
}

/** The dimension may itself hold an escaped operator: a tag's key is the sender's word. */
const SHAPE = /^((?:\\.|[^\\=!~])+)(!=|=|~)([\s\S]*)$/

/**
 * `feature=a|b` is one of, `team!=x` is none of, `model~gpt` contains. An empty value is Unattributed;
 * `\` before `|`, `=`, `!`, `~` or `\` takes it literally. Null when the text is no filter.
 */
export function parseFilter(text: string): Filter | null {
  const match = text.length <= 4_096 ? SHAPE.exec(text) : null
  if (!match) return null
  const [, name = "", sign = "", rest = ""] = match
  const dimension = parseDimension(splitEscaped(name, "\0").join(""))
  if (!dimension) return null
  const operator = sign as Filter["operator"]
  const values = [...new Set(splitEscaped(rest, "|"))].map((value) => (value === "" ? null : value))
  if (operator === "~" && values.includes(null)) return null
  return { dimension, operator, values }
}

/** The text that `parseFilter` reads back as the same filter. */
export function formatFilter({ dimension, operator, values }: Filter): string {
  const name = escaped(dimension, /[\\=!~]/g)
  return `${name}${operator}${values.map((value) => escaped(value ?? "", /[\\|]/g)).join("|")}`
}

const WORDS = { "=": "is", "!=": "is not", "~": "contains" } as const

/** `feature is`, `team is not`: what stands before the value of a chip. */
export function filterWords({ dimension, operator }: Pick<Filter, "dimension" | "operator">): string {
  return `${dimensionWord(dimension)} ${WORDS[operator]}`
}

/** `code-agent or builder`, `Unattributed`. */
export function filterValueWords(filter: Filter): string {
  const words = filter.values.map((value) => value ?? UNATTRIBUTED)
  return words.join(filter.operator === "!=" ? " nor " : " or ")
}

export const UNATTRIBUTED = "Unattributed"

/** A dimension as a word in a sentence: `API key`, `error class`, `tag cost_centre`. */
export function dimensionWord(dimension: Dimension): string {
  if (dimension.startsWith(TAG)) return `tag ${dimension.slice(TAG.length)}`
  return dimension === "api_key" ? "API key" : dimension.replaceAll("_", " ")
}

/** A dimension as a label or column head: `Feature`, `API key`. */
export function dimensionLabel(dimension: Dimension): string {
  const word = dimensionWord(dimension)
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** `features`, `API keys`, `error classes`. */
export function dimensionPlural(dimension: Dimension): string {
  const word = dimensionWord(dimension)
  if (dimension.startsWith(TAG)) return `values of ${word}`
  return /(s|ss)$/.test(word) ? `${word}es` : `${word}s`
}
