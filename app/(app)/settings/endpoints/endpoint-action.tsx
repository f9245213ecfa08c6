import { EndpointButton } from "@/components/endpoints/endpoint-button"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { mayChangeEndpoints } from "./may-change-endpoints"

/** The page's one primary action. The list says why it failed. */
export async function EndpointAction() {
  const found = await readSection("The endpoints", async () => mayChangeEndpoints(await requireScope()))
  return found.ok && found.value ? <EndpointButton endpoint={null} /> : null
}
