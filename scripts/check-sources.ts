import { readdirSync, readFileSync } from "node:fs"
import { join, posix } from "node:path"

/** A broken rule, told so that the reader knows what to do. */
export interface Finding {
  file: string
  detail: string
}

export interface Import {
  /** Path from the repository's root without its ending, or the package's name. */
  target: string
  /** Erased by the compiler: `import type`. */
  typeOnly: boolean
}

/** Every source by its path from the root. */
export type Sources = ReadonlyMap<string, string>

const FOLDERS = ["app", "bench", "components", "e2e", "lib", "prisma/migrations", "scripts"]
const SOURCE = /\.(?:ts|tsx|mjs|sql)$/

export function readSources(root: string): Sources {
  const found = new Map<string, string>()
  for (const folder of FOLDERS) {
    for (const name of listFiles(join(root, folder))) {
      const path = `${folder}/${name}`
      if (SOURCE.test(path) && !path.startsWith("lib/db/generated/"))
        found.set(path, readFileSync(join(root, path), "utf8"))
    }
  }
  return found
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll("\\", "/"),
      )
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return []
    throw error
  }
}

export function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.startsWith("lib/testing/") || file.startsWith("e2e/")
}

const STATIC = /^(?:import|export)\b(\s+type\b)?[^"'`;=]*?\bfrom\s+"([^"]+)"/gm
const BARE = /^import\s+"([^"]+)"/gm
const DYNAMIC = /\bimport\("([^"]+)"\)/g

/** What a file imports. Relies on the formatter: one statement per line start, double quotes. */
export function importsOf(file: string, text: string): Import[] {
  const found: Import[] = []
  const add = (specifier: string | undefined, typeOnly: boolean) => {
    if (specifier !== undefined) found.push({ target: targetOf(file, specifier), typeOnly })
  }
  for (const [, type, specifier] of text.matchAll(STATIC)) add(specifier, type !== undefined)
  for (const [, specifier] of text.matchAll(BARE)) add(specifier, false)
  for (const [, specifier] of text.matchAll(DYNAMIC)) add(specifier, false)
  return found
}

function targetOf(file: string, specifier: string): string {
  const path = specifier.startsWith("@/")
    ? specifier.slice(2)
    : specifier.startsWith(".")
      ? posix.join(posix.dirname(file), specifier)
      : specifier
  return path.replace(SOURCE, "")
}
