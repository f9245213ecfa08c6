import { deleteAnnotation } from "@/lib/annotations/mutations"
import { annotationParams } from "@/lib/annotations/schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const remove = route(
  {
    auth: "either",
    keyScope: "admin",
    roles: ["owner", "admin", "finance", "engineer"],
    params: annotationParams,
    document: {
      summary: "Delete an annotation",
      description:
        "Owners, administrators and admin keys delete any, others those that they added themselves.",
      tag: "Annotations",
      responses: { 204: { description: "The annotation is gone." } },
    },
  },
  async ({ scope, params: { id } }) => {
    await deleteAnnotation(scope, id)
    return reply(204)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ DELETE: remove })
