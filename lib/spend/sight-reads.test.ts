import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"

const LEDGER =
  /\b(?:from|join)\s+(?:charge|cube_\w+|cuboid_\w+|health_\w+|failed_request|context|payload|end_user|usage_session|price_used|credit_use)\b/

const BY_CONDITIONS = "its filters are those of labels.conditions(), which holds the asker's sight"
const NOBODY_ASKS = "writes, on behalf of nobody's screen"

/** Every file that reads the ledger, and what keeps it from showing a member more than their teams. */
const READS: Readonly<Record<string, string>> = {
  "lib/alerts/watched.ts": NOBODY_ASKS,
  "lib/anomalies/find.ts":
    "asks whether there is anything to look at; what it finds is told by listAnomalies by sight",
  "lib/attribution/give-name.ts": "both mutations require whole sight",
  "lib/attribution/showback.ts": "showback requires whole sight",
  "lib/attribution/preview.ts": "previewRules requires whole sight",
  "lib/credits/apply.ts": NOBODY_ASKS,
  "lib/credits/queries.ts": "listCredits requires whole sight",
  "lib/credits/rows.ts": NOBODY_ASKS,
  "lib/decision/fold-cells.ts": NOBODY_ASKS,
  "lib/decision/kept-answers.ts": "tells whether anything changed, and of what changed nothing",
  "lib/decision/read-cells.ts": BY_CONDITIONS,
  "lib/exports/events-statement.ts": BY_CONDITIONS,
  "lib/exports/focus-statement.ts": BY_CONDITIONS,
  "lib/health/find-incidents.ts": NOBODY_ASKS,
  "lib/health/incidents.ts": "asks for a model of an incident among the contexts of the asker's teams",
  "lib/health/latency.ts":
    "the histograms know no team, so whoever is kept to some has conditions on it and is answered from calls",
  "lib/health/outcomes.ts": BY_CONDITIONS,
  "lib/health/price-fallbacks.ts": NOBODY_ASKS,
  "lib/health/requests.ts": BY_CONDITIONS,
  "lib/ledger/limits.ts": NOBODY_ASKS,
  "lib/ledger/read.ts": "getEvent checks each line and attempt with maySeeTeam",
  "lib/reconcile/read-ledger.ts": "compare requires whole sight",
  "lib/reconcile/read-own-keys.ts": "compare requires whole sight",
  "lib/reconcile/read-tool-fees.ts": "compare requires whole sight",
  "lib/rerate/mutations.ts": "every change requires whole sight",
  "lib/rerate/queries.ts": "both require whole sight",
  "lib/rerate/read-calls.ts": NOBODY_ASKS,
  "lib/rerate/watch-prices.ts": NOBODY_ASKS,
  "lib/rerate/write-prices.ts": NOBODY_ASKS,
  "lib/sources/attempts.ts": NOBODY_ASKS,
  "lib/sources/later-attempts.ts": NOBODY_ASKS,
  "lib/sources/shared-calls.ts": NOBODY_ASKS,
  "lib/sources/queries.ts": "latestEventOf has a condition of its own",
  "lib/spend/events.ts": BY_CONDITIONS,
  "lib/spend/groups.ts": "numbers the contexts that a statement of spend names, which has the conditions",
  "lib/spend/known-users.ts": BY_CONDITIONS,
  "lib/spend/labels.ts": "valuesStatement has the sight in each of its forms",
  "lib/spend/lines.ts": BY_CONDITIONS,
  "lib/spend/named-users.ts": "numbers the users that conditions name; the statements around it have them",
  "lib/spend/over-charges.ts": BY_CONDITIONS,
  "lib/spend/queries.ts": "knownTags has the sight",
  "lib/spend/scopes.ts": BY_CONDITIONS,
  "lib/spend/statement.ts": BY_CONDITIONS,
  "lib/spend/user-counts.ts": BY_CONDITIONS,
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(({ name }) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map(({ parentPath, name }) => join(parentPath, name).replaceAll("\\", "/"))
}

const WRITERS = /^lib\/(?:db\/generated|ledger|rollups|worker|testing)\//

test("every file that reads the ledger says what keeps it to the asker's teams", () => {
  const files = [...filesBelow("lib"), ...filesBelow("app")].filter(
    (file) => LEDGER.test(readFileSync(file, "utf8")) && (!WRITERS.test(file) || file in READS),
  )
  expect(files.sort()).toEqual(Object.keys(READS).sort())
})

test("names become numbers through labels.conditions() alone", () => {
  const source = readFileSync("lib/spend/labels.ts", "utf8")
  expect(source.split("toIds")).toHaveLength(3)
  expect(source).toContain(
    "conditions: (filters) => [...filters.map(given.named).map(toIds), ...sightOf(scope)]",
  )
})
