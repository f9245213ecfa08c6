import * as z from "zod"

/** Pages whose controls can be kept under a name. */
export const VIEW_PAGES = ["/", "/explore", "/events", "/change", "/health", "/decide", "/reconcile"] as const
export type ViewPage = (typeof VIEW_PAGES)[number]

const name = z.string("Name the view.").trim().min(1, "Name the view.").max(80, "At most 80 characters.")
const query = z.string().max(4_000, "At most 4,000 characters.").meta({
  description: "What stands behind the question mark of the page's address.",
})
const shared = z.boolean().meta({ description: "Everybody who sees all teams may open it." })

export const viewInput = z
  .strictObject({ name, page: z.enum(VIEW_PAGES, `Choose one of ${VIEW_PAGES.join(", ")}.`), query, shared })
  .meta({ id: "ViewInput" })
export type ViewInput = z.output<typeof viewInput>

export const viewChange = z
  .strictObject({
    name,
    query,
    shared,
    home: z.boolean().meta({ description: "Where the asker begins after signing in." }),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "Say what to change.")
  .meta({ id: "ViewChange" })
export type ViewChange = z.output<typeof viewChange>

export const savedView = z
  .object({
    id: z.int(),
    name: z.string(),
    page: z.enum(VIEW_PAGES),
    query: z.string(),
    shared: z.boolean(),
    own: z.boolean().meta({ description: "The asker saved it." }),
    home: z.boolean().meta({ description: "The asker begins here." }),
    created_by: z.string().nullable().meta({ description: "Null for who is gone." }),
    changed_at: z.string(),
  })
  .meta({ id: "SavedView" })
export type SavedView = z.output<typeof savedView>

export const viewsAnswer = z.object({ views: z.array(savedView) }).meta({ id: "ViewsAnswer" })
export type ViewsAnswer = z.output<typeof viewsAnswer>

export const viewParams = z.strictObject({
  id: z.coerce.number().int().positive().max(2_147_483_647),
})
