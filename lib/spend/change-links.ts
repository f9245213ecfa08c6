import type { Cause } from "./change"
import type { ChangeLinks } from "./change-lines"
import type { BridgeOptions } from "./change-steps"
import { changeHref, eventsHref, exploreHref, narrowed, nextLevel, pageHref } from "./drill"
import type { Metric } from "./metric"
import { customRange } from "./range"
import type { Dimension } from "./schema"
import type { View } from "./url"

/** What to look at to see a cause: the figure that moved, and by what it is told apart. */
const SEEN_BY: Record<Cause, { metric: Metric; byModel: boolean }> = {
  volume: { metric: "requests", byModel: false },
  mix: { metric: "requests", byModel: true },
  length: { metric: "tokens", byModel: true },
  cache: { metric: "cache_read", byModel: true },
  price: { metric: "per_thousand_tokens", byModel: true },
  new: { metric: "billed", byModel: false },
  gone: { metric: "billed", byModel: false },
  other: { metric: "billed", byModel: true },
}

function causeHref(view: View, dimension: Dimension, cause: Cause | "change", value?: string | null): string {
  const own = value === undefined ? view : narrowed(view, dimension, value)
  const { metric, byModel } =
    cause === "change" ? { metric: "billed" as const, byModel: false } : SEEN_BY[cause]
  const usual = value === undefined ? dimension : nextLevel(dimension, own.filters)
  return exploreHref({ ...own, metric, groupBy: [byModel ? "model" : usual], as: "chart" })
}

/** Where the cells of the table lead. */
export function changeLinks(view: View, dimension: Dimension): ChangeLinks {
  const own = (value?: string | null) => (value === undefined ? view : narrowed(view, dimension, value))
  return {
    events: (value) => eventsHref(own(value)),
    cause: (cause, value) => causeHref(view, dimension, cause, value),
    row: (value) => {
      const next = own(value)
      return changeHref({ ...next, groupBy: [nextLevel(dimension, next.filters)] })
    },
    page: (value) => pageHref(dimension, value, view),
  }
}

/** Where the steps of the bridge lead. */
export function bridgeLinks(
  view: View,
  dimension: Dimension,
  comparison: { from: Date; to: Date },
  zone: string,
): Pick<BridgeOptions, "beforeHref" | "afterHref" | "causeHref"> {
  const before = {
    ...view,
    range: customRange(comparison.from, comparison.to, zone),
    compare: "none",
  } as const
  return {
    beforeHref: exploreHref({ ...before, as: "chart" }),
    afterHref: exploreHref({ ...view, as: "chart" }),
    causeHref: (cause) => causeHref(view, dimension, cause),
  }
}
