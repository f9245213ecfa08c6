"use client"

import { useRouter } from "next/navigation"
import { type ComponentProps, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { TextButton } from "@/components/ui/text-button"
import type { CreatedEndpoint, EndpointSummary } from "@/lib/delivery/schema"
import { EndpointForm } from "./endpoint-form"
import { endpointHref } from "./endpoint-href"
import { useNewSecret } from "./new-secret"

type Body = Parameters<ComponentProps<typeof EndpointForm>["onDone"]>[0]

/** Adds an endpoint or changes one. Open from the start. */
export function EndpointDialog({ endpoint }: { endpoint: EndpointSummary | null }) {
  const router = useRouter()
  const { setMade } = useNewSecret()
  const [open, setOpen] = useState(true)
  const { form, busy, fault, fields, send } = useSending()
  const add = async (body: Body) => {
    const made = await send<CreatedEndpoint>("/api/v1/endpoints", "POST", body)
    if (!made) return false
    if (made.secret) {
      setMade({ name: body.name, secret: made.secret, formerUntil: null })
      window.scrollTo({ top: 0 })
    }
    router.push(endpointHref(made))
    return true
  }
  const change = async ({ id }: EndpointSummary, body: Body) =>
    (await send<null>(`/api/v1/endpoints/${id}`, "PATCH", body)) !== undefined
  const save = async (body: Body) => {
    if (!(await (endpoint ? change(endpoint, body) : add(body)))) return
    setOpen(false)
    router.refresh()
  }
  const title = endpoint ? `Change ${endpoint.name}` : "New endpoint"
  const trigger = endpoint ? (
    <TextButton aria-label={title}>Change</TextButton>
  ) : (
    <Button kind="primary">{title}</Button>
  )
  return (
    <Dialog
      title={title}
      description="Where alerts go. What is secret of the address is sealed and not shown again."
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
    >
      {fault && <FormFault>{fault}</FormFault>}
      <EndpointForm formRef={form} endpoint={endpoint} busy={busy} fields={fields} onDone={save} />
    </Dialog>
  )
}
