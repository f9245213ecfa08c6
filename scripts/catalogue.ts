import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { type CatalogueFile, printFile } from "@/lib/pricing/catalogue-file"
import { DATA_SET, generateFile, SOURCES } from "./catalogue-rows"

const folder = new URL("../lib/pricing/catalogue/", import.meta.url)

/** Models that overlays take over, by list. */
function replacements(): Map<string, Set<string>> {
  const replaced = new Map<string, Set<string>>()
  const overlays = new URL("overlay/", folder)
  for (const name of readdirSync(overlays)) {
    const file = JSON.parse(readFileSync(new URL(name, overlays), "utf8")) as CatalogueFile
    const ids = replaced.get(file.provider) ?? new Set()
    for (const id of file.replaces ?? []) ids.add(id)
    replaced.set(file.provider, ids)
  }
  return replaced
}

function checkVersion(): void {
  const entry = createRequire(import.meta.url).resolve(DATA_SET.name)
  const manifest = JSON.parse(readFileSync(new URL("../package.json", `file://${entry}`), "utf8")) as {
    version: string
  }
  if (manifest.version === DATA_SET.version) return
  throw new Error(
    `${DATA_SET.name} ${manifest.version} is installed and the catalogue is dated by ${DATA_SET.version}: ` +
      "state its version and day of publication in scripts/catalogue-rows.ts.",
  )
}

/** Every generated file by name. */
export function generateCatalogue(): Map<string, string> {
  checkVersion()
  const replaced = replacements()
  return new Map(
    SOURCES.map((source) => [
      `${source.file}.json`,
      printFile(generateFile(source, replaced.get(source.file) ?? new Set())),
    ]),
  )
}

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href) {
  let rows = 0
  for (const [name, text] of generateCatalogue()) {
    writeFileSync(new URL(name, folder), text)
    rows += text.split("\n").length
  }
  console.log(
    `Wrote ${SOURCES.length} price lists, ${rows} lines, from ${DATA_SET.name} ${DATA_SET.version}.`,
  )
}
