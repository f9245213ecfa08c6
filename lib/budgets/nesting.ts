interface Nested {
  slug: string
  filters: readonly string[]
  each: string | null
  period: string
}

function contains(outer: Nested, inner: Nested): boolean {
  if (outer === inner || outer.each !== null) return false
  if (!outer.filters.every((filter) => inner.filters.includes(filter))) return false
  // A fan-out stands under the budget of the same scope; two plain ones of one scope stand side by side.
  return inner.filters.length > outer.filters.length || inner.each !== null
}

/**
 * The budget that each stands under: of those whose conditions it holds and adds to, the one with most of them,
 * and of several the one of the same period.
 * Null for one that stands at the top.
 */
export function parents(budgets: readonly Nested[]): Map<string, string | null> {
  return new Map(
    budgets.map((budget) => {
      const around = budgets.filter((other) => contains(other, budget))
      const [nearest] = around.toSorted(
        (a, b) =>
          b.filters.length - a.filters.length ||
          Number(b.period === budget.period) - Number(a.period === budget.period),
      )
      return [budget.slug, nearest?.slug ?? null]
    }),
  )
}
