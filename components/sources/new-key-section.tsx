"use client"

import { lazy, Suspense } from "react"
import { CodeBlock } from "@/components/ui/code-block"
import { LookAgain } from "@/components/ui/look-again"
import { Section } from "@/components/ui/section"
import { Skeleton } from "@/components/ui/skeleton"
import { TextButton } from "@/components/ui/text-button"
import { formatInstant } from "@/lib/time-format"
import { FirstEvent } from "./first-event"
import { type Made, useNewKey } from "./new-key"

// Nobody without a new key needs the recipes' texts.
const SnippetTabs = lazy(async () => ({ default: (await import("./snippet-tabs")).SnippetTabs }))

export interface NewKeySectionProps {
  host: string
  zone: string
}

/** The key or the secret that was just made, this once, and the way to its first event. */
export function NewKeySection({ host, zone }: NewKeySectionProps) {
  const { made, setMade } = useNewKey()
  if (!made) return null
  const { name, key, secret } = made
  return (
    <Section
      title={secret === null ? `New key ${name}` : `Signing secret of ${name}`}
      note="Shown this once. Copy it now: nobody can read it again."
      actions={<TextButton onClick={() => setMade(null)}>Done, I have copied it</TextButton>}
    >
      {key && <CodeBlock label={`Key ${name}`} code={key.key} />}
      {secret && <CodeBlock label={`Signing secret of ${name}`} code={secret} />}
      <Former made={made} zone={zone} />
      {sends(made) && <Recipes made={made} host={host} zone={zone} />}
    </Section>
  )
}

function sends({ key, address }: Made): boolean {
  return key === null ? address !== null : key.source !== null && key.scopes.includes("ingest")
}

function Former({ made: { formerUntil }, zone }: { made: Made; zone: string }) {
  if (formerUntil === null) return null
  return (
    <p className="mt-2 text-ink-2">
      Until {formatInstant(new Date(formerUntil), zone)} the former secret is good too.
    </p>
  )
}

function Recipes({ made, host, zone }: NewKeySectionProps & { made: Made }) {
  const { key, secret, address, kind } = made
  return (
    <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)]">
      <div>
        <h3 className="mb-1">Send a first event</h3>
        <Suspense fallback={<Skeleton label="Loading recipes" rows={8} />}>
          <SnippetTabs host={host} apiKey={key?.key ?? secret} kind={kind} address={address ?? ""} />
        </Suspense>
      </div>
      {key === null && <LookAgain />}
      {key && (
        <div className="max-lg:order-first">
          <h3 className="mb-2">From {key.source?.name}</h3>
          <FirstEvent apiKey={key} zone={zone} />
        </div>
      )}
    </div>
  )
}
