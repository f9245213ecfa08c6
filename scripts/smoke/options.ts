import { parseArgs } from "node:util"
import { AppError } from "@/lib/errors"
import { isObject } from "@/lib/providers/json"
import { readRouteFlag, readYaml } from "@/lib/smoke/read-suite"

const DEFAULT_FILE = "smoke.yaml"

export const HELP = `npm run smoke -- [smoke.yaml] [flags]

Makes the same short checks through each route and compares them. Routes stand in the file or in flags:
  --route "label=direct url=https://api.openai.com/v1 model=gpt-5.4-mini key=OPENAI_API_KEY"
  --route "label=gateway route=litellm url=https://llm.example.com/v1 model=gpt-5.4-mini key=LITELLM_KEY"
Keys are read from the environment; the file and the flags name the variable.

  --repeat N          calls per route for latency (20; p95 from 20 on)
  --cap 0.50          US dollars that the run never passes
  --only a,b          these checks alone
  --require a,b       features that every route must have
  --allow-unpriced    also probe what has no price
  --allow-http        also send keys over plain http
  --timeout N         seconds for one answer (60)
  --name TEXT         what the run is called
  --json              the whole run as JSON on standard output
  --no-post           do not post the run, though TOLLGATE_URL and TOLLGATE_KEY are set

Ends with 0 when all is well, 1 when something is wrong, 2 when it was asked wrongly, 3 when the cap stopped it.
`

const FLAGS = {
  route: { type: "string", multiple: true },
  repeat: { type: "string" },
  cap: { type: "string" },
  only: { type: "string" },
  require: { type: "string" },
  "allow-unpriced": { type: "boolean" },
  "allow-http": { type: "boolean" },
  timeout: { type: "string" },
  name: { type: "string" },
  json: { type: "boolean" },
  "no-post": { type: "boolean" },
  help: { type: "boolean" },
} as const

export interface SmokeOptions {
  /** Not checked yet. */
  suite: unknown
  json: boolean
  post: boolean
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: FLAGS, allowPositionals: true })
  } catch (error) {
    throw new AppError("invalid", `${error instanceof Error ? error.message : error} See --help.`, {
      cause: error,
    })
  }
}

const listOf = (text: string) => text.split(",").map((name) => name.trim())

type Values = ReturnType<typeof parsed>["values"]

function ofFlags(values: Values): Record<string, unknown> {
  const { repeat, cap, only, require: required, timeout, name } = values
  const given = {
    ...{ repeat, cap, name, timeout_seconds: timeout },
    only: only === undefined ? undefined : listOf(only),
    require: required === undefined ? undefined : listOf(required),
    ...{ allow_unpriced: values["allow-unpriced"], allow_http: values["allow-http"] },
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** The file's suite and what flags say over it; null asks for help. `read` gives a file's text, null for none. */
export function readOptions(args: string[], read: (file: string) => string | null): SmokeOptions | null {
  const { values, positionals } = parsed(args)
  if (values.help) return null
  const [named, ...more] = positionals
  if (more.length > 0) throw new AppError("invalid", "Name one file.")
  const text = named !== undefined || values.route === undefined ? read(named ?? DEFAULT_FILE) : null
  if (text === null && (named !== undefined || values.route === undefined)) {
    throw new AppError(
      "invalid",
      `There is no file ${named ?? DEFAULT_FILE}. Name routes by --route, or see --help.`,
    )
  }
  const file = text === null ? {} : readYaml(text)
  if (!isObject(file)) throw new AppError("invalid", "The file holds no suite: it begins with routes.")
  const routes = values.route?.map(readRouteFlag)
  const suite = { ...file, ...ofFlags(values), ...(routes ? { routes } : {}) }
  return { suite, json: values.json === true, post: values["no-post"] !== true }
}
