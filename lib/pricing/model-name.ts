import { listName } from "./provider-name"

const DATE = /-(20[2-9]\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?=$|[:@-])/

/** Routing preferences of OpenRouter that leave the price list's row as it is; `:free` is another product. */
const ROUTING = /:(nitro|floor|online|exacto)$/

const BEDROCK_REGION = /^(global|us|us-gov|eu|apac|jp|au|ca|in|sa|me|af)\./

type Rewrite = (name: string, list: string) => (string | null)[]

const lastModel: Rewrite = (name) => [/(?:^|\/)models\/([^/]+)$/.exec(name)?.[1] ?? null]

const ownPrefix: Rewrite = (name, list) => {
  const slash = name.indexOf("/")
  if (slash <= 0) return []
  const owner = listName(name.slice(0, slash))
  const same = owner === list || (list.endsWith("-cn") && `${owner}-cn` === list) || owner === "litellm"
  return [same ? name.slice(slash + 1) : null]
}

const arn: Rewrite = (name) => [name.startsWith("arn:") ? name.slice(name.lastIndexOf("/") + 1) : null]

const routing: Rewrite = (name, list) => [list === "openrouter" ? name.replace(ROUTING, "") : null]

/** Vertex names a version after an `@`. */
const atVersion: Rewrite = (name) => {
  const at = name.indexOf("@")
  if (at <= 0) return []
  const version = name.slice(at + 1)
  return [/^(default|latest)$/.test(version) ? null : `${name.slice(0, at)}-${version}`, name.slice(0, at)]
}

const date: Rewrite = (name) => {
  const found = DATE.exec(name)
  if (!found) return []
  const [text, year, month, day] = found
  const other = text.includes("-", 1) ? `-${year}${month}${day}` : `-${year}-${month}-${day}`
  return [name.replace(text, other), name.replace(text, "")]
}

/** Anthropic's own order of family and version and OpenRouter's: one model under two spellings. */
const claudeOrder: Rewrite = (name) => {
  const swapped = name.replace(/claude-(\d+(?:[.-]\d{1,2})?)-(opus|sonnet|haiku|fable)/, "claude-$2-$1")
  return [
    swapped,
    swapped.replace(/(claude-[a-z]+-\d+)\.(\d+)/, "$1-$2"),
    swapped.replace(/(claude-[a-z]+-\d+)-(\d{1,2})(?=$|[^0-9])/, "$1.$2"),
  ]
}

const bedrockRegion: Rewrite = (name, list) => [list === "bedrock" ? name.replace(BEDROCK_REGION, "") : null]

const REWRITES: readonly Rewrite[] = [
  arn,
  lastModel,
  ownPrefix,
  routing,
  atVersion,
  date,
  claudeOrder,
  bedrockRegion,
]

const MAX_NAMES = 32

/**
 * The names under which a list may hold a model, closest first: the name as it came, then without
 * what says who serves it (`models/…`, `publishers/…/models/…`, `openai/…`, an ARN), with an `@date`
 * or a date written the other way, without the date, without a routing preference or a Bedrock
 * region. Family, version and size are never touched, and neither are variants with a price of their
 * own (`:free`, `-mini`, `-latest`). An Azure deployment's own name matches nothing: the response
 * states the model.
 */
export function modelNames(list: string, model: string): string[] {
  const names = [model.trim().toLowerCase()]
  for (const rewrite of REWRITES) {
    for (const name of [...names]) {
      for (const other of rewrite(name, list)) {
        if (other && !names.includes(other) && names.length < MAX_NAMES) names.push(other)
      }
    }
  }
  return names
}
