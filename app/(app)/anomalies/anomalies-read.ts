import "server-only"
import type { AnomalyRow } from "@/components/anomalies/anomalies-table"
import { listAnomalies } from "@/lib/anomalies/queries"
import type { Anomaly } from "@/lib/anomalies/schema"
import { requireScope } from "@/lib/auth/session"
import { changeHref, exploreHref, narrowed } from "@/lib/spend/drill"
import { customRange } from "@/lib/spend/range"
import type { Dimension } from "@/lib/spend/schema"
import { DEFAULT_VIEW, type View } from "@/lib/spend/url"

/** Days that the page looks back, and rows that it shows. */
export const DAYS = 90
const MOST = 200

export async function readAnomalies(now = new Date()) {
  const scope = await requireScope()
  const from = new Date(now.getTime() - DAYS * 86_400_000).toISOString()
  const { anomalies, ...rest } = await listAnomalies(scope, { from, limit: MOST })
  return { ...rest, rows: anomalies.map((anomaly) => rowOf(anomaly, rest.zone)) }
}

/** Its hours by what is said to have moved, and against the hours that it was compared with. */
function rowOf(anomaly: Anomaly, zone: string): AnomalyRow {
  const { dimension, value, compared_with: compared } = anomaly
  const range = customRange(new Date(anomaly.from), new Date(anomaly.to), zone)
  const whole: View = { ...DEFAULT_VIEW, range, compare: `${compared.from}..${compared.to}` }
  const seen = dimension === "total" ? whole : narrowed(whole, dimension, value)
  const groupBy: Dimension[] = [dimension === "feature" ? "model" : "feature"]
  return {
    anomaly,
    exploreHref: exploreHref({ ...seen, groupBy }),
    changeHref: changeHref({ ...seen, groupBy }),
  }
}
