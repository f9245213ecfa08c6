import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { deleteSmokeRun, RUN_KEEPERS } from "@/lib/smoke/mutations"
import { getSmokeRun } from "@/lib/smoke/queries"
import { smokeRun, smokeRunParams } from "@/lib/smoke/schema"

const read = route(
  {
    auth: "either",
    keyScope: "read",
    params: smokeRunParams,
    document: {
      summary: "Read a run of the smoke suite",
      description: "Every result by route, with what was sent and what came back. Secrets are redacted.",
      tag: "Smoke",
      responses: { 200: { description: "The run.", body: smokeRun } },
    },
  },
  ({ scope, params: { id } }) => getSmokeRun(scope, id),
)

const remove = route(
  {
    auth: "session",
    roles: RUN_KEEPERS,
    params: smokeRunParams,
    document: {
      summary: "Delete a run of the smoke suite",
      tag: "Smoke",
      responses: { 204: { description: "It is gone, and what it said no longer counts." } },
    },
  },
  async ({ scope, params: { id } }) => {
    await deleteSmokeRun(scope, id)
    return reply(204)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read, DELETE: remove })
