import { KeysTable } from "@/components/sources/keys-table"
import { EmptyState } from "@/components/ui/empty-state"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { forbiddenSentence } from "@/lib/auth/account"
import { listKeys } from "@/lib/auth/api-key"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { mayManageKeys } from "./may-manage-keys"

async function read() {
  const scope = await requireScope()
  if (!mayManageKeys(scope)) return { forbidden: await forbiddenSentence(scope, "keys") }
  const [{ zone }, keys] = await Promise.all([getOrganisation(scope), listKeys(scope)])
  return { keys, zone, now: new Date().toISOString() }
}

export async function KeysSection() {
  const found = await readSection("Keys", read)
  return (
    <Section title="API keys">
      {!found.ok ? (
        <ErrorState text={found.sentence} requestId={found.requestId ?? undefined} retry={<RetryButton />} />
      ) : "forbidden" in found.value ? (
        <p className="text-ink-2">{found.value.forbidden}</p>
      ) : found.value.keys.length === 0 ? (
        <EmptyState text="No keys yet. Create one to send events." />
      ) : (
        <KeysTable {...found.value} />
      )}
    </Section>
  )
}
