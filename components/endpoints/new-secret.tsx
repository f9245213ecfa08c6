"use client"

import { createContext, type ReactNode, useContext, useMemo, useState } from "react"
import { CodeBlock } from "@/components/ui/code-block"
import { Section } from "@/components/ui/section"
import { TextButton } from "@/components/ui/text-button"
import { formatInstant } from "@/lib/time-format"

interface Made {
  name: string
  secret: string
  /** Until then the former secret signs too. */
  formerUntil: string | null
}

interface NewSecret {
  /** The secret that was just made. Only this page has it, and only until it is left. */
  made: Made | null
  setMade: (made: Made | null) => void
}

const Context = createContext<NewSecret>({ made: null, setMade: () => undefined })

/** Carries a new signing secret from the dialog that made it to the section that shows it. */
export function NewSecretProvider({ children }: { children: ReactNode }) {
  const [made, setMade] = useState<Made | null>(null)
  const value = useMemo(() => ({ made, setMade }), [made])
  return <Context value={value}>{children}</Context>
}

export function useNewSecret(): NewSecret {
  return useContext(Context)
}

/** The signing secret that was just made, this once. */
export function NewSecretSection({ zone }: { zone: string }) {
  const { made, setMade } = useNewSecret()
  if (!made) return null
  const { name, secret, formerUntil } = made
  const former =
    formerUntil === null
      ? ""
      : ` Until ${formatInstant(new Date(formerUntil), zone)} requests carry the former one's signature too.`
  return (
    <Section
      title={`Signing secret of ${name}`}
      note="Shown this once. Copy it now: nobody can read it again."
      actions={<TextButton onClick={() => setMade(null)}>Done, I have copied it</TextButton>}
    >
      <CodeBlock label={`Signing secret of ${name}`} code={secret} />
      <p className="mt-2 text-ink-2">
        The receiver checks the header webhook-signature with it, after Standard Webhooks.{former}
      </p>
    </Section>
  )
}
