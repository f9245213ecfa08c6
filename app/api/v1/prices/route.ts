import * as z from "zod"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { addPrice } from "@/lib/pricing/mutations"
import { priceInput } from "@/lib/pricing/price-input"
import { findPrices } from "@/lib/pricing/price-lines"
import { getPriceBook, listOwnPrices } from "@/lib/pricing/queries"
import { priceRowSchema } from "@/lib/pricing/schema"

const MOST = 500
const search = z.object({
  text: z.string().max(256).default("").describe("Part of a model's, provider's or row's name."),
  provider: z.string().max(64).optional(),
  past: z.enum(["true", "false"]).default("false").describe("Rows whose time is over as well."),
})
const found = z.object({
  own: z.array(
    z.object({
      id: z.int(),
      row: priceRowSchema,
      added_at: z.iso.datetime(),
      added_by: z.string().nullable(),
    }),
  ),
  rows: z.array(priceRowSchema),
  found: z.int().describe("How many rows the search finds; at most 500 of them are in rows."),
})

const list = route(
  {
    auth: "either",
    keyScope: "read",
    query: search,
    document: {
      summary: "The price book: own prices, and the rows that a search finds",
      tag: "Prices",
      responses: {
        200: { description: "Rates are per single token or piece, with every digit.", body: found },
      },
    },
  },
  async ({ scope, query }) => {
    const [book, own] = await Promise.all([getPriceBook(scope), listOwnPrices(scope)])
    const past = query.past === "true"
    const rows = findPrices(
      book.rows,
      { text: query.text, provider: query.provider ?? null, past },
      new Date(),
    )
    return {
      own: own.map((price) => ({ ...price, added_at: price.added_at.toISOString() })),
      rows: rows.slice(0, MOST),
      found: rows.length,
    }
  },
)

const add = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    body: priceInput,
    document: {
      summary: "Add a price of your own",
      description:
        "Holds from the day named on, over the list. Calls that are counted already keep the price they have.",
      tag: "Prices",
      responses: { 201: { description: "The price.", body: z.object({ id: z.int(), row: priceRowSchema }) } },
    },
  },
  async ({ scope, body }) => reply(201, await addPrice(scope, body)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list, POST: add })
