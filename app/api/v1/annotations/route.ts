import { createAnnotation } from "@/lib/annotations/mutations"
import { listAnnotations } from "@/lib/annotations/queries"
import { annotation, annotationInput, annotationQuery, annotationsAnswer } from "@/lib/annotations/schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const list = route(
  {
    auth: "either",
    keyScope: "read",
    query: annotationQuery,
    document: {
      summary: "List annotations",
      description: "What happened when: deploys, incidents, notes, and what the product changed or noticed.",
      tag: "Annotations",
      responses: { 200: { description: "The latest first.", body: annotationsAnswer } },
    },
  },
  ({ scope, query }) => listAnnotations(scope, query),
)

const create = route(
  {
    auth: "either",
    keyScope: "ingest",
    roles: ["owner", "admin", "finance", "engineer"],
    body: annotationInput,
    document: {
      summary: "Mark an instant on charts",
      description: "For a pipeline that deploys: the key that sends events may send this too.",
      tag: "Annotations",
      responses: { 201: { description: "The annotation.", body: annotation } },
    },
  },
  async ({ scope, body }) => reply(201, await createAnnotation(scope, body)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list, POST: create })
