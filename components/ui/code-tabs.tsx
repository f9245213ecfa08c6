"use client"

import { lazy, Suspense } from "react"
import { CodeBlock } from "./code-block"

const Tabs = lazy(async () => ({ default: (await import("./tabs")).Tabs }))

export interface Snippet {
  id: string
  label: string
  code: string
  /** What to know before. */
  note?: string
}

/** The same thing in several languages. */
export function CodeTabs({ label, snippets }: { label: string; snippets: readonly Snippet[] }) {
  const tabs = snippets.map((snippet) => ({
    id: snippet.id,
    label: snippet.label,
    content: (
      <>
        {snippet.note && <p className="mb-2 text-ink-2">{snippet.note}</p>}
        <CodeBlock code={snippet.code} label={`${label}, ${snippet.label}`} />
      </>
    ),
  }))
  return (
    <Suspense fallback={tabs[0]?.content}>
      <Tabs label={label} tabs={tabs} />
    </Suspense>
  )
}
