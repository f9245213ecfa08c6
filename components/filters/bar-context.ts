import type { Dimension } from "@/lib/spend/schema"
import type { View } from "@/lib/spend/url"

/** What the controls of a bar need to know of the page they are on. */
export interface BarContext {
  zone: string
  /** Month 1 to 12 in which the fiscal year begins. */
  fiscalStart: number
  /** When the page was made, RFC 3339: both sides say the same dates. */
  now: string
  /** What the page shows without parameters. */
  defaults: View
  /** Dimensions to filter by and, where the page groups, to group by. */
  dimensions: readonly Dimension[]
  /** Known values per dimension, to choose from; others can be written. */
  values: Partial<Record<Dimension, readonly string[]>>
}
