import { formatFilter } from "@/lib/spend/filter"
import { DEFAULT_VIEW, parseView, type View } from "@/lib/spend/url"

export interface ExportLink {
  label: string
  href: string
}

function hrefOf(path: string, params: [string, string][]): string {
  return `/api/v1/export/${path}?${new URLSearchParams(params)}`
}

/** What every download takes of a view: its range and its filters. */
function scopeOf({ range, filters }: View): [string, string][] {
  const ends: [string, string][] =
    range.kind === "preset"
      ? [["range", range.preset]]
      : [
          ["from", range.from],
          ["to", range.to],
        ]
  return [...ends, ...filters.map((filter): [string, string] => ["filter", formatFilter(filter)])]
}

/** Downloads of what the page's table and chart show. */
function tableLinks(view: View): ExportLink[] {
  const { groupBy, interval, compare } = view
  const grouped: [string, string][] = [...scopeOf(view), ["group_by", groupBy.join(",")]]
  const compared: [string, string][] = [...grouped, ["compare", compare]]
  const buckets: [string, string][] = interval ? [["interval", interval]] : []
  return [
    { label: "This table (CSV)", href: hrefOf("spend.csv", compared) },
    { label: "This table (CSV for Excel)", href: hrefOf("spend.csv", [...compared, ["bom", "true"]]) },
    {
      label: "This chart by period (CSV)",
      href: hrefOf("spend.csv", [...grouped, ...buckets, ["rows", "series"]]),
    },
  ]
}

/** Tables that take a range and what else stands in their page's address, by the download's name. */
const TABLES = { "showback.csv": [], "reconcile.csv": ["by", "provider", "model", "state"] } as const
export type TableFile = keyof typeof TABLES | "health.csv"

/** The downloads of a page's own table. */
export function tableFileLinks(file: TableFile, search: string, defaults = DEFAULT_VIEW): ExportLink[] {
  const params = new URLSearchParams(search)
  if (file === "health.csv") return healthLinks(params, defaults)
  const range = scopeOf({ ...parseView(params, defaults), filters: [] })
  const own = [...params].filter(([name]) => TABLES[file].some((each) => each === name))
  const asked = [...range, ...own]
  return [
    { label: "This table (CSV)", href: hrefOf(file, asked) },
    { label: "This table (CSV for Excel)", href: hrefOf(file, [...asked, ["bom", "true"]]) },
  ]
}

/** The table of Health as its page groups it, and the failure ledger below it. */
function healthLinks(params: URLSearchParams, defaults: View): ExportLink[] {
  const scope = scopeOf(parseView(params, defaults))
  const parts = params.get("by") === "model" ? "provider,model,route" : "provider,route"
  const asked: [string, string][] = [...scope, ["group_by", parts]]
  return [
    { label: "This table (CSV)", href: hrefOf("health.csv", asked) },
    { label: "This table (CSV for Excel)", href: hrefOf("health.csv", [...asked, ["bom", "true"]]) },
    ...["provider", "feature"].map((by) => ({
      label: `Failure ledger by ${by} (CSV)`,
      href: hrefOf("failures.csv", [...scope, ["by", by]]),
    })),
  ]
}

/** The downloads of the view in the address; `table` where the page shows one of spend. */
export function exportLinks(
  search: string,
  { table, defaults = DEFAULT_VIEW }: { table: boolean; defaults?: View },
): ExportLink[] {
  const view = parseView(new URLSearchParams(search), defaults)
  const focus = (["1.2", "1.4"] as const).flatMap((spec) =>
    (["csv", "parquet"] as const).map((format) => ({
      label: `FOCUS ${spec} (${format === "csv" ? "CSV" : "Parquet"})`,
      href: hrefOf("focus", [...scopeOf(view), ["spec", spec], ["format", format]]),
    })),
  )
  const events = { label: "All events (CSV)", href: hrefOf("events.csv", scopeOf(view)) }
  return [...(table ? tableLinks(view) : []), events, ...focus]
}
