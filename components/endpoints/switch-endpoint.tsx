"use client"

import { useRouter } from "next/navigation"
import { useSending } from "@/components/settings/use-sending"
import { TextButton } from "@/components/ui/text-button"
import type { EndpointSummary } from "@/lib/delivery/schema"

/** Switches an endpoint off, or on again; what failed before does not count then. */
export function SwitchEndpoint({ endpoint: { id, name, on } }: { endpoint: EndpointSummary }) {
  const router = useRouter()
  const { busy, fault, send } = useSending()
  const act = async () => {
    if ((await send(`/api/v1/endpoints/${id}`, "PATCH", { on: !on })) !== undefined) router.refresh()
  }
  const word = on ? "Switch off" : "Switch on"
  return (
    <>
      <TextButton onClick={act} disabled={busy} aria-label={`${word} ${name}`}>
        {word}
      </TextButton>
      {fault && (
        <span role="alert" className="text-bad whitespace-normal">
          {fault}
        </span>
      )}
    </>
  )
}
