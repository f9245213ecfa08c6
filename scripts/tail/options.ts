import { resolve } from "node:path"
import { parseArgs } from "node:util"
import { AppError } from "@/lib/errors"
import { MAX_EVENTS } from "@/lib/sources/events-schema"

export const HELP = `npm run tail -- --file app.ndjson [flags]

Follows a file that holds one event per line, as POST /api/v1/events takes them, and sends what is added.
Goes on through rotation and truncation, and where it stopped after any kind of end.

  --file PATH      the file; it need not exist yet
  --url URL        Tollgate (TOLLGATE_URL, else http://localhost:3000)
  --key-env NAME   the variable that holds the API key (TOLLGATE_KEY)
  --state DIR      position, buffer, rejected lines and status.json (PATH.tail)
  --buffer SIZE    the most that lines which wait take on the disk: 64mb, 512kb (64mb)
  --batch N        events per request, ${MAX_EVENTS} at most (500)
  --from-end       begin a file that was never followed at its end
  --once           end when all that the file holds is answered

A line without an id gets one of its place in the file, one without a time that of its reading.
When the buffer is full, lines wait in the file. Those of a file that is cut or deleted then are dropped and counted.

Ends with 0, with 1 where --once left lines rejected or dropped, with 2 when it was asked wrongly.
`

const FLAGS = {
  file: { type: "string" },
  url: { type: "string" },
  "key-env": { type: "string" },
  state: { type: "string" },
  buffer: { type: "string" },
  batch: { type: "string" },
  "from-end": { type: "boolean" },
  once: { type: "boolean" },
  help: { type: "boolean" },
} as const

export interface TailOptions {
  file: string
  url: string
  key: string
  state: string
  bufferBytes: number
  batch: number
  fromEnd: boolean
  once: boolean
}

const KB = 1_024
const UNITS: Record<string, number> = { kb: KB, mb: KB ** 2, gb: KB ** 3 }
export const LEAST_BUFFER = 64 * KB

function wrong(detail: string): AppError {
  return new AppError("invalid", `${detail} See --help.`)
}

function bytesOf(text: string): number {
  const [, digits, unit = ""] = /^(\d{1,6})\s*(kb|mb|gb)$/i.exec(text) ?? []
  const bytes = Number(digits) * (UNITS[unit.toLowerCase()] ?? Number.NaN)
  if (Number.isNaN(bytes)) throw wrong(`--buffer is a size such as 64mb, not ${text}.`)
  if (bytes < LEAST_BUFFER) throw wrong("--buffer is 64kb or more.")
  return bytes
}

function batchOf(text: string): number {
  const batch = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (batch < 1 || batch > MAX_EVENTS) throw wrong(`--batch is a number from 1 to ${MAX_EVENTS}.`)
  return batch
}

function urlOf(text: string): string {
  const url = URL.parse(text)
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw wrong(`--url is an address such as https://tollgate.example.com, not ${text}.`)
  }
  return text.replace(/\/+$/, "")
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: FLAGS }).values
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error))
  }
}

/** What the flags say; null asks for help. Paths are those of whoever called, not of this checkout. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): TailOptions | null {
  const values = parsed(args)
  if (values.help) return null
  if (!values.file) throw wrong("Name the file by --file.")
  const from = env.INIT_CWD ?? process.cwd()
  const file = resolve(from, values.file)
  const keyName = values["key-env"] ?? "TOLLGATE_KEY"
  const key = env[keyName]
  if (!key) throw wrong(`The environment holds no ${keyName}: set it to an API key of a source.`)
  return {
    file,
    url: urlOf(values.url ?? env.TOLLGATE_URL ?? "http://localhost:3000"),
    key,
    state: values.state === undefined ? `${file}.tail` : resolve(from, values.state),
    bufferBytes: bytesOf(values.buffer ?? "64mb"),
    batch: batchOf(values.batch ?? "500"),
    fromEnd: values["from-end"] === true,
    once: values.once === true,
  }
}
