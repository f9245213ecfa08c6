"use client"

import { Tabs as RadixTabs } from "radix-ui"
import type { ReactNode } from "react"

export interface Tab {
  id: string
  label: string
  content: ReactNode
}

export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <RadixTabs.Root defaultValue={tabs[0]?.id ?? ""}>
      <RadixTabs.List
        aria-label={label}
        className="mb-3 flex gap-x-5 border-b border-line max-md:overflow-x-auto md:flex-wrap"
      >
        {tabs.map((tab) => (
          <RadixTabs.Trigger
            key={tab.id}
            value={tab.id}
            className="-mb-px h-(--control) flex-none border-b-2 border-transparent text-ink-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {tab.label}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {tabs.map((tab) => (
        <RadixTabs.Content key={tab.id} value={tab.id}>
          {tab.content}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  )
}
