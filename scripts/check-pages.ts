import type { Finding, Sources } from "./check-sources"

const TABLE = "lib/testing/page-table.ts"
const PAGE = /^app\/(?:.*\/)?page\.tsx$/

/** The path that a page file answers: groups fall away, parameters stand in braces. */
export function pagePath(file: string): string {
  const path = file
    .replace(/^app/, "")
    .replace(/\/page\.tsx$/, "")
    .replaceAll(/\/\([^)]+\)/g, "")
    .replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}")
  return path === "" ? "/" : path
}

/** Every page says who may open it, and no row outlives its page. */
export function checkPages(sources: Sources): Finding[] {
  const rows = [...(sources.get(TABLE) ?? "").matchAll(/^ {2}"(\/[^"]*)": \{/gm)].map(([, path = ""]) => path)
  const pages = [...sources.keys()].filter((file) => PAGE.test(file))
  const paths = pages.map(pagePath)
  return [
    ...pages
      .filter((file) => !rows.includes(pagePath(file)))
      .map((file) => ({
        file,
        detail: `has no row in ${TABLE}: say there which roles may open ${pagePath(file)}.`,
      })),
    ...rows
      .filter((path) => !paths.includes(path))
      .map((path) => ({ file: TABLE, detail: `has a row for ${path}, which is no page: strike it.` })),
  ]
}
