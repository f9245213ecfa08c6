import { AskButton } from "@/components/settings/ask-button"
import type { EndpointSummary } from "@/lib/delivery/schema"
import { EndpointButton } from "./endpoint-button"
import { RotateButton } from "./rotate-button"
import { SwitchEndpoint } from "./switch-endpoint"

/** What can be done with an endpoint. */
export function EndpointActions({ endpoint }: { endpoint: EndpointSummary }) {
  const { id, name, kind } = endpoint
  return (
    <>
      <EndpointButton endpoint={endpoint} />
      {kind === "webhook" && <RotateButton id={id} name={name} />}
      <SwitchEndpoint endpoint={endpoint} />
      <AskButton
        word="Delete"
        title={`Delete ${name}`}
        description="It goes with what was sent to it. Budgets and alerts that name it tell the others only."
        action="Delete endpoint"
        path={`/api/v1/endpoints/${id}`}
      />
    </>
  )
}
