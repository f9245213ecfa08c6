import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { listSmokeRuns } from "@/lib/smoke/list-runs"
import { postSmokeRun } from "@/lib/smoke/mutations"
import { smokeRunInput, smokeRunPosted, smokeRunsAnswer, smokeRunsQuery } from "@/lib/smoke/schema"

const list = route(
  {
    auth: "either",
    keyScope: "read",
    query: smokeRunsQuery,
    document: {
      summary: "List runs of the smoke suite",
      tag: "Smoke",
      responses: { 200: { description: "The newest first.", body: smokeRunsAnswer } },
    },
  },
  ({ scope, query: { limit } }) => listSmokeRuns(scope, limit),
)

const post = route(
  {
    auth: "key",
    keyScope: "smoke",
    body: smokeRunInput,
    document: {
      summary: "Post a run of the smoke suite",
      description: "What `npm run smoke` sends when it has a key. The 200 newest runs are kept.",
      tag: "Smoke",
      responses: { 201: { description: "It is kept; 200 had it already.", body: smokeRunPosted } },
    },
  },
  async ({ scope, body }) => {
    const posted = await postSmokeRun(scope, body)
    return reply(posted.duplicate ? 200 : 201, posted)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list, POST: post })
