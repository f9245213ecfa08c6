"use client"

import { RotateSecret } from "@/components/settings/rotate-secret"
import { useNewSecret } from "./new-secret"

export interface RotateEndpointProps {
  id: number
  name: string
}

/** Gives a webhook another signing secret. */
export function RotateEndpoint({ id, name }: RotateEndpointProps) {
  const { setMade } = useNewSecret()
  return (
    <RotateSecret
      name={name}
      of={`/api/v1/endpoints/${id}`}
      meanwhile="The former one signs beside it for as long as you choose, so that the receiver refuses nothing meanwhile."
      formerLabel="The former secret signs for"
      onMade={({ secret, former_until: formerUntil }) => setMade({ name, secret, formerUntil })}
    />
  )
}
