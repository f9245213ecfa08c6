import { Fragment } from "react"
import { Dialog } from "@/components/ui/dialog"
import { CheckField } from "@/components/ui/form"
import { SHORTCUTS } from "./shortcuts"

const GROUPS = [...new Set(SHORTCUTS.map(({ group }) => group))]
const keyClass = "rounded-sm border border-line bg-well px-1.5 text-xs"

export interface KeySheetProps {
  on: boolean
  onSwitch: (on: boolean) => void
  onClose: () => void
}

/** All shortcuts, and the switch for those of a single key. */
export function KeySheet({ on, onSwitch, onClose }: KeySheetProps) {
  return (
    <Dialog title="Keys" open onOpenChange={(open) => open || onClose()}>
      <CheckField
        label="Single keys act"
        hint="Kept in this browser. Ctrl-K or Cmd-K always opens the command palette."
        checked={on}
        onChange={(event) => onSwitch(event.target.checked)}
      />
      {GROUPS.map((group) => (
        <section key={group} className="mt-4">
          <h3 className="mb-1 text-xs text-ink-3">{group}</h3>
          <dl className="grid grid-cols-[5rem_1fr] gap-y-1">
            {SHORTCUTS.filter((shortcut) => shortcut.group === group).map(({ keys, label }) => (
              <Fragment key={label}>
                <dt className="flex gap-1">
                  {keys.map((key) => (
                    <kbd key={key} className={keyClass}>
                      {key}
                    </kbd>
                  ))}
                </dt>
                <dd>{label}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}
