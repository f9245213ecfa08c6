"use client"

import { Button } from "@/components/ui/button"
import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { EndpointSummary } from "@/lib/delivery/schema"

const EndpointDialog = later(async () => (await import("./endpoint-dialog")).EndpointDialog)

/** The way to a new endpoint, or to a change of one. */
export function EndpointButton({ endpoint }: { endpoint: EndpointSummary | null }) {
  return (
    <OpensLater
      button={(open) =>
        endpoint ? (
          <TextButton onClick={open} aria-label={`Change ${endpoint.name}`}>
            Change
          </TextButton>
        ) : (
          <Button kind="primary" onClick={open}>
            New endpoint
          </Button>
        )
      }
    >
      <EndpointDialog endpoint={endpoint} />
    </OpensLater>
  )
}
