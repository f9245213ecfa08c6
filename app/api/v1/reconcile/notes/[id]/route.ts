import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { IMPORTERS } from "@/lib/imports/limits"
import { deleteNote } from "@/lib/reconcile/mutations"
import { noteParams } from "@/lib/reconcile/schema"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  DELETE: route(
    {
      auth: "either",
      keyScope: "admin",
      roles: IMPORTERS,
      params: noteParams,
      document: {
        summary: "Take back a note or an adjustment",
        tag: "Reconcile",
        responses: { 204: { description: "It is gone." } },
      },
    },
    async ({ scope, params: { id } }) => {
      await deleteNote(scope, id)
      return reply(204)
    },
  ),
})
