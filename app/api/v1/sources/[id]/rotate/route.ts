import { rotateSecretInput, signingSecret } from "@/lib/auth/signing-schema"
import { methods, route } from "@/lib/http/route"
import { rotateSourceSecret } from "@/lib/sources/mutations"
import { sourceParams as params } from "@/lib/sources/schema"

const rotate = route(
  {
    auth: "either",
    keyScope: "admin",
    roles: ["owner", "admin"],
    params,
    body: rotateSecretInput,
    document: {
      summary: "Give a source that signs another secret",
      description: "The former one is good beside it until the overlap ends, so that nothing is refused.",
      tag: "Sources",
      responses: { 200: { description: "The new secret, this once.", body: signingSecret } },
    },
  },
  ({ scope, params: { id }, body }) => rotateSourceSecret(scope, id, body),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: rotate })
