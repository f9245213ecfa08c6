import { CodeTabs } from "@/components/ui/code-tabs"
import { EmptyState } from "@/components/ui/empty-state"
import { TextLink } from "@/components/ui/text-link"
import { billSnippets } from "./first-bill-snippets"

/** How to get the first bill here. */
export function FirstBill({ host, mayImport }: { host: string; mayImport: boolean }) {
  const how = mayImport
    ? "Import a file above, or let a job send it."
    : "Owners, administrators and finance import them."
  return (
    <EmptyState
      text={`No bills yet. What a provider says it charged is held against the ledger, day by day and model by model. ${how}`}
    >
      <CodeTabs label="First bill" snippets={billSnippets(host)} />
      <p className="mt-3 text-ink-2">
        Without <code>dry_run=true</code> the bill is kept. TOLLGATE_KEY is a key with the scope admin,
        &ldquo;Manage keys&rdquo;:{" "}
        <TextLink inline href="/sources">
          create one
        </TextLink>
        .
      </p>
    </EmptyState>
  )
}
