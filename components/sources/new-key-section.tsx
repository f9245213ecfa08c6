"use client"

import { lazy, Suspense } from "react"
import { CodeBlock } from "@/components/ui/code-block"
import { Section } from "@/components/ui/section"
import { Skeleton } from "@/components/ui/skeleton"
import { TextButton } from "@/components/ui/text-button"
import { FirstEvent } from "./first-event"
import { useNewKey } from "./new-key"

// Nobody without a new key needs the recipes' texts.
const SnippetTabs = lazy(async () => ({ default: (await import("./snippet-tabs")).SnippetTabs }))

export interface NewKeySectionProps {
  host: string
  zone: string
}

/** The key that was just made, this once, and the way to its first event. */
export function NewKeySection({ host, zone }: NewKeySectionProps) {
  const { created, setCreated } = useNewKey()
  if (!created) return null
  const sends = created.source !== null && created.scopes.includes("ingest")
  return (
    <Section
      title={`New key ${created.name}`}
      note="Shown this once. Copy it now: nobody can read it again."
      actions={<TextButton onClick={() => setCreated(null)}>Done, I have copied it</TextButton>}
    >
      <CodeBlock label={`Key ${created.name}`} code={created.key} />
      {sends && (
        <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)]">
          <div>
            <h3 className="mb-1">Send a first event</h3>
            <Suspense fallback={<Skeleton label="Loading recipes" rows={8} />}>
              <SnippetTabs host={host} apiKey={created.key} />
            </Suspense>
          </div>
          <div className="max-lg:order-first">
            <h3 className="mb-2">From {created.source?.name}</h3>
            <FirstEvent apiKey={created} zone={zone} />
          </div>
        </div>
      )}
    </Section>
  )
}
