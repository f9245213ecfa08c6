import { Notice } from "@/components/ui/notice"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { AuditState } from "@/lib/auth/audit-schema"
import { formatCount } from "@/lib/money-format"
import { formatInstant } from "@/lib/time-format"
import { VerifyAudit } from "./verify-audit"

export interface AuditStateLineProps {
  state: AuditState
  zone: string
}

function Known({ state, zone }: AuditStateLineProps) {
  const { entries, verified_at, verified_id, checking_id } = state
  if (checking_id !== null)
    return (
      <Status kind="info">
        Checking: {formatCount(checking_id)} of {formatCount(entries)} entries
      </Status>
    )
  if (verified_at === null || verified_id === null) return <Status kind="none">Not checked yet</Status>
  return (
    <Status kind="ok">
      Whole to entry {formatCount(verified_id)}, checked {formatInstant(new Date(verified_at), zone)}
    </Status>
  )
}

/** Whether the chain of entries is whole, and the way to look again. */
export function AuditStateLine({ state, zone }: AuditStateLineProps) {
  const { broken, hash, entries } = state
  return (
    <>
      {broken && (
        <div className="mb-3">
          <Notice
            state="failing"
            action={<TextLink href={`/settings/audit/${broken.id}`}>Entry {broken.id}</TextLink>}
          >
            The trail is broken. {broken.reason} Found {formatInstant(new Date(broken.at), zone)}.
          </Notice>
        </div>
      )}
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        {!broken && <Known state={state} zone={zone} />}
        <VerifyAudit />
      </p>
      {hash !== null && (
        <p className="mt-1 text-xs wrap-anywhere text-ink-3">
          Hash of entry {formatCount(entries)}: <code>{hash}</code>. Kept elsewhere, it proves that nothing
          before it changed.
        </p>
      )}
    </>
  )
}
