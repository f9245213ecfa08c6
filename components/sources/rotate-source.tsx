"use client"

import { RotateSecret } from "@/components/settings/rotate-secret"
import { useNewKey } from "./new-key"

export interface RotateSourceProps {
  id: number
  name: string
  address: string
}

/** Gives a source that signs another secret. */
export function RotateSource({ id, name, address }: RotateSourceProps) {
  const { setMade } = useNewKey()
  return (
    <RotateSecret
      name={name}
      of={`/api/v1/sources/${id}`}
      meanwhile="The former one is good beside it for as long as you choose, so that nothing is refused meanwhile."
      formerLabel="The former secret is good for"
      onMade={({ secret, former_until: formerUntil }) =>
        setMade({ name, key: null, secret, address, kind: "webhook", formerUntil })
      }
    />
  )
}
