/** The list with the item at `at` one place earlier. */
export function swapped<T>(list: readonly T[], at: number): T[] {
  const next = [...list]
  next.splice(at - 1, 2, ...list.slice(at - 1, at + 1).reverse())
  return next
}
