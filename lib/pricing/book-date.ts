import type { PriceBook } from "./book"

const days = new WeakMap<PriceBook, string | null>()

/** The latest day, `YYYY-MM-DD`, on which any source of the book said its prices; null for an empty book. */
export function bookDate(book: PriceBook): string | null {
  let day = days.get(book)
  if (day === undefined) {
    day = book.rows.reduce<string | null>(
      (last, { asOf }) => (last === null || asOf > last ? asOf : last),
      null,
    )
    days.set(book, day)
  }
  return day
}
