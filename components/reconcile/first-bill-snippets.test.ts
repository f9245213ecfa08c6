import { spawnSync } from "node:child_process"
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { billSnippets } from "./first-bill-snippets"

const folder = mkdtempSync(join(tmpdir(), "tollgate-first-bill-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function program(name: string, lines: string): void {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${lines}\n`)
  chmodSync(path, 0o755)
}

/** The addresses that the lines of a snippet ask, with what `date` this folder has. */
function asked(id: string): string[] {
  program("curl", `printf '%s\\n' "$@" >> '${join(folder, "asked")}'; cat > /dev/null`)
  const code = billSnippets("http://localhost:3000").find((snippet) => snippet.id === id)?.code ?? ""
  const env = { PATH: `${folder}:${process.env.PATH}`, NODE_ENV: "test" as const }
  const { status, stderr } = spawnSync("sh", ["-c", code], { env, input: "", encoding: "utf8" })
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
  const { stdout } = spawnSync("cat", [join(folder, "asked")], { encoding: "utf8" })
  rmSync(join(folder, "asked"))
  return stdout.match(/https:\/\/api\.\S+/g) ?? []
}

function expectMonth(): void {
  const costs = asked("openai")
  expect(costs).toHaveLength(2)
  const ago = Date.now() / 1_000 - 30 * 86_400
  for (const url of costs) {
    expect(Math.abs(Number(new URL(url).searchParams.get("start_time")) - ago)).toBeLessThan(60)
  }
  const reports = asked("anthropic")
  expect(reports).toHaveLength(2)
  for (const url of reports) {
    expect(new URL(url).searchParams.get("starting_at")).toMatch(/^\d{4}-\d\d-\d\dT00:00:00Z$/)
  }
}

test("bills of the last thirty days are asked for", () => {
  expectMonth()
})

test("the same lines run where date is that of BSD", () => {
  const real = spawnSync("sh", ["-c", "command -v date"], { encoding: "utf8" }).stdout.trim()
  const wrong = "date: illegal option -- d"
  program(
    "date",
    `case "$*" in *-d*ago*) echo "${wrong}" >&2; exit 1;; *-v-30d*) echo 2026-10-28;; *) exec ${real} "$@";; esac`,
  )
  expectMonth()
  rmSync(join(folder, "date"))
})
