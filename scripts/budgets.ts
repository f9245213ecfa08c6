import { readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { type FiledBudget, readBudgetFile, writeBudgetFile } from "@/lib/budgets/budget-file"
import { changeOf, type FileChange } from "@/lib/budgets/file-changes"
import type { Budget } from "@/lib/budgets/schema"

const USAGE = `npm run budgets -- diff|apply|export [--file budgets.yaml] [--url http://localhost:3000]

diff    prints what apply would change, and changes nothing
apply   makes the budgets of the file what it says; those that it does not name stay as they are
export  prints the budgets that stand, as a file

The key is read from TOLLGATE_KEY: with the scope read for diff and export, admin for apply.
Ends with 0 where nothing would change or everything was applied, 2 where diff finds changes, 1 on a fault.`

/** Something that the person can put right; no stack. */
class Fault extends Error {}

interface Api {
  url: string
  key: string
}

async function ask<T>({ url, key }: Api, method: "GET" | "PUT", path: string, body?: unknown): Promise<T> {
  const answer = await fetch(new URL(path, url), {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  }).catch((error: Error) => {
    throw new Fault(
      `${url} does not answer: ${error.cause instanceof Error ? error.cause.message : error.message}`,
    )
  })
  const text = await answer.text()
  if (answer.ok) return JSON.parse(text) as T
  throw new Fault(`${method} ${path} was answered with ${answer.status}: ${detailOf(text)}`)
}

function detailOf(text: string): string {
  try {
    const { detail, errors = [] } = JSON.parse(text) as {
      detail?: string
      errors?: { pointer: string; detail: string }[]
    }
    return [detail, ...errors.map((error) => `${error.pointer}: ${error.detail}`)].join(" ")
  } catch {
    return text.slice(0, 200)
  }
}

function readFile(file: string): FiledBudget[] {
  let text: string
  try {
    text = readFileSync(file, "utf8")
  } catch {
    throw new Fault(`${file} cannot be read.`)
  }
  const { budgets, faults } = readBudgetFile(text)
  if (budgets) return budgets
  throw new Fault(faults.map((fault) => `${file}:${fault.line}: ${fault.text}`).join("\n"))
}

/** The currency of budgets that name none, where one stands to ask of. */
async function reportingCurrency(api: Api, standing: Budget | undefined): Promise<string | null> {
  if (!standing) return null
  const { currency } = await ask<{ currency: string }>(api, "GET", `/api/v1/budgets/${standing.slug}/status`)
  return currency
}

async function changesOf(api: Api, filed: readonly FiledBudget[]) {
  const { budgets } = await ask<{ budgets: Budget[] }>(api, "GET", "/api/v1/budgets")
  const currency = await reportingCurrency(api, budgets[0])
  const bySlug = new Map(budgets.map((budget) => [budget.slug, budget]))
  const changes = filed.map((each) => changeOf(each, bySlug.get(each.slug), currency))
  const others = budgets.filter(({ slug }) => !filed.some((each) => each.slug === slug))
  return { changes, others: others.map(({ slug }) => slug) }
}

const SIGNS = { new: "+", changed: "~", unchanged: "=" } as const

function say(changes: readonly FileChange[], others: readonly string[]): void {
  for (const { slug, kind, fields } of changes) {
    if (kind === "unchanged") continue
    process.stdout.write(`${SIGNS[kind]} ${slug}${fields.length > 0 ? `: ${fields.join("; ")}` : ""}\n`)
  }
  const count = (kind: FileChange["kind"]) => changes.filter((change) => change.kind === kind).length
  process.stdout.write(`${count("new")} new, ${count("changed")} changed, ${count("unchanged")} unchanged\n`)
  if (others.length > 0) process.stdout.write(`Not in the file, left as they are: ${others.join(", ")}\n`)
}

const COMMANDS = ["diff", "apply", "export"] as const
const isCommand = (text: string | undefined): text is (typeof COMMANDS)[number] =>
  COMMANDS.some((command) => command === text)

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      file: { type: "string", default: "budgets.yaml" },
      url: { type: "string", default: process.env.TOLLGATE_URL ?? "http://localhost:3000" },
    },
  })
  const [command, ...more] = positionals
  if (!isCommand(command) || more.length > 0) throw new Fault(USAGE)
  const filed = command === "export" ? [] : readFile(values.file)
  const { TOLLGATE_KEY: key } = process.env
  if (!key) throw new Fault("Set TOLLGATE_KEY to an API key.")
  const api = { url: values.url, key }
  if (command === "export") {
    const { budgets } = await ask<{ budgets: Budget[] }>(api, "GET", "/api/v1/budgets")
    process.stdout.write(writeBudgetFile(budgets))
    return 0
  }
  const { changes, others } = await changesOf(api, filed)
  const due = changes.filter(({ kind }) => kind !== "unchanged")
  if (command === "apply") {
    for (const { slug, version } of due) {
      // The version that was read: whoever changed it meanwhile is not written over.
      const input = filed.find((each) => each.slug === slug)?.input
      await ask(api, "PUT", `/api/v1/budgets/${slug}`, { ...input, version })
    }
  }
  say(changes, others)
  return command === "diff" && due.length > 0 ? 2 : 0
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    const known = error instanceof Fault || (error instanceof TypeError && "code" in error)
    process.stderr.write(`${known ? (error as Error).message : (error as Error).stack}\n`)
    process.exitCode = 1
  },
)
