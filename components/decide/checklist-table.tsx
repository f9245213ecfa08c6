import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status, type StatusKind } from "@/components/ui/status"
import type { DecisionCheck } from "@/lib/decision/schema"

const KINDS: Record<DecisionCheck["state"], StatusKind> = {
  met: "ok",
  "not met": "bad",
  "not known": "warn",
  "not asked": "none",
}

const WORDS: Record<DecisionCheck["state"], string> = {
  met: "Met",
  "not met": "Not met",
  "not known": "Not known",
  "not asked": "Nothing asked",
}

/** What to go through before signing, from the same data as the decision. */
export function ChecklistTable({ checks }: { checks: readonly DecisionCheck[] }) {
  return (
    <ScrollFrame label="Checks" focusable>
      <table className="table">
        <tbody>
          {checks.map((check) => (
            <tr key={check.name}>
              <th scope="row" data-align="left">
                <span className="max-md:block max-md:pt-1 max-md:whitespace-normal">{check.name}</span>
                <span className="block py-1 text-ink-2 text-xs whitespace-normal md:hidden">
                  {check.detail}
                </span>
              </th>
              <td data-align="left">
                <Status kind={KINDS[check.state]}>{WORDS[check.state]}</Status>
              </td>
              <td data-align="left" data-phone="hidden" className="text-ink-2">
                <span className="block min-w-60 py-1 whitespace-normal">{check.detail}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
