"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions, TextField } from "@/components/ui/form"
import type { CreatedInvitation } from "@/lib/auth/member-schema"
import { useNewInvitation } from "./new-invitation"
import { RoleFields, type RoleFieldsProps, roleInputOf } from "./role-fields"
import { useSending } from "./use-sending"

export type InviteDialogProps = Pick<RoleFieldsProps, "roles" | "narrowable" | "knownTeams">

/** Open from the start: it is fetched when somebody asks for it. */
export function InviteDialog(props: InviteDialogProps) {
  const [open, setOpen] = useState(true)
  return (
    <Dialog
      title="Invite a member"
      description="Makes a link for one person. With it they choose a password and join."
      open={open}
      onOpenChange={setOpen}
      trigger={<Button kind="primary">Invite a member</Button>}
    >
      <InviteForm {...props} onDone={() => setOpen(false)} />
    </Dialog>
  )
}

function InviteForm({ onDone, ...fieldsOf }: InviteDialogProps & { onDone: () => void }) {
  const router = useRouter()
  const { setCreated } = useNewInvitation()
  const { form, busy, fields, fault, send } = useSending()

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const body = { email: String(values.get("email")), ...roleInputOf(values) }
    const made = await send<CreatedInvitation>("/api/v1/invitations", "POST", body)
    if (!made) return
    onDone()
    setCreated(made)
    window.scrollTo({ top: 0 })
    router.refresh()
  }

  return (
    <form ref={form} method="post" onSubmit={onSubmit}>
      {fault && <FormFault>{fault}</FormFault>}
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        hint="They sign in with it."
        error={fields.email}
        autoComplete="off"
        required
      />
      <RoleFields {...fieldsOf} errors={fields} />
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          Create link
        </Button>
      </FormActions>
    </form>
  )
}
