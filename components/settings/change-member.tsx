"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"
import type { MemberSummary } from "@/lib/auth/member-schema"
import type { InviteDialogProps } from "./invite-dialog"
import { RoleFields, roleInputOf } from "./role-fields"
import { useSending } from "./use-sending"

export interface ChangeMemberProps extends InviteDialogProps {
  member: MemberSummary
}

/** Role and teams of a member, open from the start. Their sessions end with the change. */
export function ChangeMember({ member, ...fieldsOf }: ChangeMemberProps) {
  const [open, setOpen] = useState(true)
  return (
    <Dialog
      title={`Change ${member.name}`}
      description={`${member.is_self ? "Signs you out" : `Signs ${member.name} out`} everywhere at once.`}
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton aria-label={`Change ${member.name}`}>Change</TextButton>}
    >
      <ChangeForm member={member} {...fieldsOf} onDone={() => setOpen(false)} />
    </Dialog>
  )
}

function ChangeForm({ member, onDone, ...fieldsOf }: ChangeMemberProps & { onDone: () => void }) {
  const router = useRouter()
  const { form, busy, fields, fault, send } = useSending()

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const body = roleInputOf(new FormData(event.currentTarget))
    if ((await send<null>(`/api/v1/members/${member.id}`, "PATCH", body)) === undefined) return
    onDone()
    router.refresh()
  }

  return (
    <form ref={form} method="post" onSubmit={onSubmit}>
      {fault && <FormFault>{fault}</FormFault>}
      <RoleFields {...fieldsOf} role={member.role} teams={member.teams} errors={fields} />
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          Change member
        </Button>
        <Button onClick={onDone}>Leave as it is</Button>
      </FormActions>
    </form>
  )
}
