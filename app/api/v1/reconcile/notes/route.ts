import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { IMPORTERS } from "@/lib/imports/limits"
import { addNote } from "@/lib/reconcile/mutations"
import { noteAnswer, noteInput } from "@/lib/reconcile/schema"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      auth: "either",
      keyScope: "admin",
      roles: IMPORTERS,
      body: noteInput,
      document: {
        summary: "Explain or adjust a difference",
        description:
          "A note on one row of the comparison. With `adjust` it becomes an adjustment, which stands beside the ledger and is no spend.",
        tag: "Reconcile",
        responses: { 201: { description: "It is kept.", body: noteAnswer } },
      },
    },
    async ({ scope, body }) => reply(201, await addNote(scope, body)),
  ),
})
