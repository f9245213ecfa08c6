import { parse as parseYaml } from "yaml"
import type * as z from "zod"
import { AppError } from "@/lib/errors"
import { type Suite, suite } from "./suite"

const MOST_TEXT = 200_000

function refuse(sentence: string, cause?: unknown): AppError {
  return new AppError("invalid", sentence, { cause })
}

function told(issues: readonly z.core.$ZodIssue[]): string {
  return issues
    .slice(0, 5)
    .map((issue) => {
      const where = issue.path.map(String).join(".")
      const what = issue.code === "unrecognized_keys" ? `unknown: ${issue.keys.join(", ")}.` : issue.message
      return where === "" ? what : `${where}: ${what}`
    })
    .join(" ")
}

/** Checks what a file or flags say. Throws `invalid` with a sentence that never holds a value. */
export function toSuite(value: unknown): Suite {
  const result = suite.safeParse(value)
  if (result.success) return requireSafe(result.data)
  throw refuse(told(result.error.issues), result.error)
}

const isHere = (host: string) => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host)

/** Keys travel in the open over http, so that must be asked for. */
function requireSafe(checked: Suite): Suite {
  const open = checked.routes.find(({ url }) => {
    const { protocol, hostname } = new URL(url)
    return protocol === "http:" && !isHere(hostname)
  })
  if (!open || checked.allow_http) return checked
  throw refuse(`${open.label}: http sends the key in the open. Use https, or say --allow-http.`)
}

/** A suite as YAML has it. Throws `invalid`. */
export function readYaml(text: string): unknown {
  if (text.length > MOST_TEXT) throw refuse("The file is longer than a suite can be.")
  try {
    return parseYaml(text, { maxAliasCount: 50 })
  } catch (error) {
    throw refuse(`The file is no YAML: ${error instanceof Error ? error.message.split("\n")[0] : ""}`, error)
  }
}

const NESTED = new Set(["header", "header-env", "price"])

/** `label=direct url=https://… model=… key=OPENAI_API_KEY header.x-name=value header-env.x-key=NAME`. */
export function readRouteFlag(text: string): Record<string, unknown> {
  const route: Record<string, unknown> = {}
  const headers: Record<string, unknown> = {}
  const price: Record<string, string> = {}
  for (const pair of text.trim().split(/\s+/)) {
    const [, name, value] = /^([\w.-]+?)=(.*)$/.exec(pair) ?? []
    if (name === undefined || value === undefined) throw refuse(`--route: "${pair}" is not name=value.`)
    const [first = "", ...rest] = name.split(".")
    const below = rest.join(".")
    if (below === "" || !NESTED.has(first)) route[name] = value
    else if (first === "price") price[below] = value
    else headers[below] = first === "header" ? value : { env: value }
  }
  return {
    ...route,
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(Object.keys(price).length > 0 ? { price } : {}),
  }
}

/** Every name of the environment that a suite's keys and headers stand under. */
function namesOf({ routes }: Suite): string[] {
  return routes.flatMap(({ key, headers }) => [
    ...(key === undefined ? [] : [key]),
    ...Object.values(headers).flatMap((value) => (typeof value === "string" ? [] : [value.env])),
  ])
}

/** The suite's secrets by name. Throws `invalid` naming what is not set. */
export function secretsOf(
  checked: Suite,
  environment: Readonly<Record<string, string | undefined>>,
): Map<string, string> {
  const names = [...new Set(namesOf(checked))]
  const unset = names.filter((name) => (environment[name] ?? "").trim() === "")
  if (unset.length > 0) {
    throw refuse(`Not set in the environment: ${unset.join(", ")}. Keys are read from there alone.`)
  }
  return new Map(names.map((name) => [name, (environment[name] ?? "").trim()]))
}
