import { previewRules } from "@/lib/attribution/preview"
import { previewAnswer, previewInput } from "@/lib/attribution/schema"
import { methods, route } from "@/lib/http/route"

const preview = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    body: previewInput,
    document: {
      summary: "What a list of attribution rules would move",
      description: "By dimension, from which value to which, in a range. Nothing is changed.",
      tag: "Attribution",
      responses: { 200: { description: "Largest first.", body: previewAnswer } },
    },
  },
  ({ scope, body }) => previewRules(scope, body),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: preview })
