"use client"

import { createContext, type ReactNode, useContext, useMemo, useState } from "react"
import { CodeBlock } from "@/components/ui/code-block"
import { Section } from "@/components/ui/section"
import { TextButton } from "@/components/ui/text-button"
import type { CreatedInvitation } from "@/lib/auth/member-schema"
import { formatInstant } from "@/lib/time-format"

interface NewInvitation {
  /** The invitation that was just made. Only this page has its link, and only until it is left. */
  created: CreatedInvitation | null
  setCreated: (invitation: CreatedInvitation | null) => void
}

const Context = createContext<NewInvitation>({ created: null, setCreated: () => undefined })

/** Carries a new invitation from the dialog that made it to the section that shows its link. */
export function NewInvitationProvider({ children }: { children: ReactNode }) {
  const [created, setCreated] = useState<CreatedInvitation | null>(null)
  const value = useMemo(() => ({ created, setCreated }), [created])
  return <Context value={value}>{children}</Context>
}

export function useNewInvitation(): NewInvitation {
  return useContext(Context)
}

/** The link of the invitation that was just made, this once. */
export function NewInvitationSection({ zone }: { zone: string }) {
  const { created, setCreated } = useNewInvitation()
  if (!created) return null
  const until = formatInstant(new Date(created.expires_at), zone)
  return (
    <Section
      title={`Invitation for ${created.email}`}
      note="Shown this once. Copy it now: nobody can read it again."
      actions={<TextButton onClick={() => setCreated(null)}>Done, I have copied it</TextButton>}
    >
      <CodeBlock label={`Link for ${created.email}`} code={created.link} />
      <p className="mt-2 text-ink-2">
        {created.mailed ? "It was sent by mail too. " : "Send it to them yourself: no mail went out. "}
        Whoever opens it first joins. It works once, until {until}.
      </p>
    </Section>
  )
}
