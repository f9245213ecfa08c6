import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { text } from "node:stream/consumers"
import { setTimeout as sleep } from "node:timers/promises"
import type { EventDetail } from "@/lib/ledger/schema"
import { prepare } from "@/scripts/prepare.mjs"
import type { Counted, CountedProvider } from "./counted-provider"

const PROGRAMS = { mjs: process.execPath, py: "python3", sh: "sh" }
export type Program = keyof typeof PROGRAMS

export interface Run {
  out: string
  err: string
  code: number
}

/** A folder in which lines are run as they stand, where a newcomer has put them into a file. */
export interface RecipeFolder {
  /** Where files beside them go. */
  path: string
  /** Has the packages that recipes name. */
  prepare: () => Promise<void>
  run: (kind: Program, code: string) => Promise<Run>
  remove: () => void
}

export function recipeFolder(provider: CountedProvider): RecipeFolder {
  const path = mkdtempSync(join(tmpdir(), "tollgate-recipes-"))
  const env = {
    ...{ PATH: process.env.PATH, NODE_ENV: "test" as const },
    ...{ OPENAI_API_KEY: "sk-none", OPENAI_BASE_URL: `${provider.url}/v1` },
    ...{ ANTHROPIC_API_KEY: "sk-none", ANTHROPIC_BASE_URL: provider.url },
    ...{ PORTKEY_API_KEY: "pk-none", HELICONE_API_KEY: "hk-none" },
  }
  return {
    path,
    async prepare() {
      await prepare({ recipes: true })
      symlinkSync(resolve(".data/recipes/node_modules"), join(path, "node_modules"))
    },
    async run(kind, code) {
      const file = join(path, `recipe.${kind}`)
      writeFileSync(file, code)
      const child = spawn(PROGRAMS[kind], [file], { cwd: path, env, stdio: ["ignore", "pipe", "pipe"] })
      const exited = once(child, "exit")
      const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), exited])
      return { out, err, code: status as number }
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** The calls that arrived, once so many did. */
export async function arrived(calls: () => Promise<EventDetail[]>, count: number): Promise<EventDetail[]> {
  for (const until = Date.now() + 10_000; Date.now() < until; await sleep(100)) {
    const found = await calls()
    if (found.length >= count) return found
  }
  return calls()
}

/** What the ledger holds of them, as the provider counts. */
export function countedIn(found: readonly EventDetail[]): Counted {
  const sum = (of: "input_uncached" | "cache_read" | "output") =>
    found
      .flatMap(({ charges }) => charges)
      .reduce((total, { classes }) => total + Number(classes[of] ?? 0), 0)
  return {
    ...{ calls: found.length, inputUncached: sum("input_uncached") },
    ...{ cacheRead: sum("cache_read"), output: sum("output") },
  }
}

/** Whom every recipe says that its calls are for. */
export const WHO = { user: "u-1042", agent: "assistant", feature: "greeting" }
