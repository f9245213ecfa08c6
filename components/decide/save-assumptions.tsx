"use client"

import { useRouter } from "next/navigation"
import { useSending } from "@/components/settings/use-sending"
import { TextButton } from "@/components/ui/text-button"
import { useAddress } from "@/components/ui/use-address"

/** Makes what the address assumes the organisation's own; the address then says nothing of it any more. */
export function SaveAssumptions({ count }: { count: number }) {
  const { search, write } = useAddress()
  const router = useRouter()
  const { busy, fault, send } = useSending()
  const save = async () => {
    const set = search.getAll("assume").map((text) => {
      const colon = text.indexOf(":")
      return { name: text.slice(0, colon), value: text.slice(colon + 1) }
    })
    if ((await send("/api/v1/decision/assumptions", "PUT", { set })) === undefined) return
    write({ assume: null })
    router.refresh()
  }
  return (
    <>
      {fault && (
        <span role="alert" className="text-bad">
          {fault}
        </span>
      )}
      <TextButton onClick={save} disabled={busy}>
        {count === 1 ? "Save the change for everybody" : `Save ${count} changes for everybody`}
      </TextButton>
    </>
  )
}
