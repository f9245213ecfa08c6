"use client"

import { OpensEditor } from "@/components/ui/opens-editor"
import { later } from "@/components/ui/opens-later"
import type { EndpointSummary } from "@/lib/delivery/schema"

const EndpointDialog = later(async () => (await import("./endpoint-dialog")).EndpointDialog)

/** The way to a new endpoint, or to a change of one. */
export function EndpointButton({ endpoint }: { endpoint: EndpointSummary | null }) {
  const words = endpoint
    ? { word: "Change", title: `Change ${endpoint.name}` }
    : { word: "New endpoint", title: "New endpoint" }
  return (
    <OpensEditor isMain={endpoint === null} {...words}>
      <EndpointDialog endpoint={endpoint} />
    </OpensEditor>
  )
}
