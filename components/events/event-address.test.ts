import fc from "fast-check"
import { expect, test } from "vitest"
import type { Filter } from "@/lib/spend/schema"
import { DEFAULT_VIEW } from "@/lib/spend/url"
import { eventHref, listHref, parseEventsAddress, valueHref } from "./event-address"

function paramsOf(href: string): Record<string, string | string[]> {
  const search = new URL(href, "http://localhost").searchParams
  return Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name)]))
}

const filter = fc.record<Filter>({
  dimension: fc.constantFrom("user", "feature", "tag:a=b"),
  operator: fc.constantFrom("=", "!="),
  values: fc.uniqueArray(fc.option(fc.string({ minLength: 1, maxLength: 12 })), {
    minLength: 1,
    maxLength: 3,
  }),
})

test("an opened event keeps the list's view and page, and closing it gives them back", () => {
  const cursor = fc.option(fc.base64String({ minLength: 4, maxLength: 24 }))
  fc.assert(
    fc.property(fc.array(filter, { maxLength: 3 }), cursor, (filters, at) => {
      const place = { view: { ...DEFAULT_VIEW, filters }, cursor: at === "" ? null : at }
      for (const href of [listHref(place), eventHref("evt_0000000000001", place)]) {
        const { view, cursor: found, ignored } = parseEventsAddress(paramsOf(href))
        expect({ view, cursor: found, ignored }).toEqual({ ...place, ignored: [] })
      }
      expect(eventHref("evt_0000000000001", place)).toMatch(/^\/events\/evt_0000000000001(\?|$)/)
    }),
  )
})

test("a value narrows the list and begins it anew", () => {
  const { view, cursor } = parseEventsAddress(paramsOf(valueHref(DEFAULT_VIEW, "user", null)))
  expect(view.filters).toEqual([{ dimension: "user", operator: "=", values: [null] }])
  expect(cursor).toBeNull()
})

test("the address names the open event; what it does not know is told", () => {
  const address = parseEventsAddress({ event: "evt_1", cursor: "", range: "soon" })
  expect(address).toMatchObject({ eventId: "evt_1", cursor: null, ignored: ["range=soon"] })
})
