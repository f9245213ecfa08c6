import { rotateSecretInput, signingSecret } from "@/lib/auth/signing-schema"
import { rotateSecret } from "@/lib/delivery/mutations"
import { endpointParams as params } from "@/lib/delivery/schema"
import { methods, route } from "@/lib/http/route"

const rotate = route(
  {
    auth: "session",
    params,
    body: rotateSecretInput,
    document: {
      summary: "Give a webhook another signing secret",
      description: "The former one signs beside it until the overlap ends, so that no message is refused.",
      tag: "Endpoints",
      responses: { 200: { description: "The new secret, this once.", body: signingSecret } },
    },
  },
  ({ scope, params: { id }, body }) => rotateSecret(scope, id, body),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: rotate })
