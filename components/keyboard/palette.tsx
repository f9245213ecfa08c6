import { Command } from "cmdk"
import { useRouter } from "next/navigation"
import { useState } from "react"
import { Dialog } from "@/components/ui/dialog"
import { savedViewHref } from "@/lib/views/address"
import { SHORTCUTS, type ShortcutAct } from "./shortcuts"
import { useFound, useViews } from "./use-found"

const GROUPS = [
  { heading: "Go to", of: "Go to" },
  { heading: "Ranges", of: "Range" },
  { heading: "Actions", of: "This page" },
] as const
const itemClass =
  "flex min-h-8 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 data-[selected=true]:bg-hover"
const groupClass =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"

export interface PaletteProps {
  act: (act: ShortcutAct) => void
  onClose: () => void
}

/** Everything there is to go to or to do, found by what is typed. */
export function Palette({ act, onClose }: PaletteProps) {
  const router = useRouter()
  const [text, setText] = useState("")
  const views = useViews()
  const found = useFound(text)
  const go = (href: string) => {
    onClose()
    router.push(href)
  }
  return (
    <Dialog title="Go to or do" open onOpenChange={(open) => open || onClose()}>
      <Command label="Commands">
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder="A page, a view, a team, a model …"
          className="h-9 w-full rounded-md border border-control bg-surface px-2.5 placeholder:text-ink-3"
        />
        <Command.List className="mt-2" label="Found">
          <Command.Empty className="px-2 py-3 text-ink-2">Nothing here has that name.</Command.Empty>
          {GROUPS.map(({ heading, of }) => (
            <Command.Group key={heading} heading={heading} className={groupClass}>
              {SHORTCUTS.filter(({ group }) => group === of).map(({ label, keys, act: does }) => (
                <Command.Item
                  key={label}
                  value={`${heading} ${label}`}
                  className={itemClass}
                  onSelect={() => {
                    onClose()
                    act(does)
                  }}
                >
                  {label}
                  <span className="ml-auto font-mono text-xs text-ink-3">{keys.join(" ")}</span>
                </Command.Item>
              ))}
            </Command.Group>
          ))}
          {views.length > 0 && (
            <Command.Group heading="Views" className={groupClass}>
              {views.map((view) => (
                <Command.Item
                  key={view.id}
                  value={`Views ${view.name} ${view.id}`}
                  className={itemClass}
                  onSelect={() => go(savedViewHref(view))}
                >
                  {view.name}
                </Command.Item>
              ))}
            </Command.Group>
          )}
          {found.length > 0 && (
            <Command.Group heading="Found" className={groupClass}>
              {found.map(({ href, label, kind }) => (
                <Command.Item
                  key={href}
                  value={`${label} ${kind}`}
                  className={itemClass}
                  onSelect={() => go(href)}
                >
                  {label}
                  <span className="ml-auto text-xs text-ink-3">{kind}</span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
        </Command.List>
      </Command>
    </Dialog>
  )
}
