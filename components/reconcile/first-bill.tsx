import { CodeTabs } from "@/components/ui/code-tabs"
import { EmptyState } from "@/components/ui/empty-state"
import { TextLink } from "@/components/ui/text-link"

const DAY = "date -u -d '30 days ago' +%s"

function snippets(host: string) {
  const send = `curl -sS --data-binary @- -H "Authorization: Bearer $TOLLGATE_KEY" '${host}/api/v1/imports?dry_run=true'`
  return [
    {
      id: "openai",
      label: "OpenAI",
      code: [
        `curl -sS -H "Authorization: Bearer $OPENAI_ADMIN_KEY" \\`,
        `  "https://api.openai.com/v1/organization/costs?start_time=$(${DAY})&limit=31&group_by=line_item" \\`,
        `  | ${send}`,
        `curl -sS -H "Authorization: Bearer $OPENAI_ADMIN_KEY" \\`,
        `  "https://api.openai.com/v1/organization/usage/completions?start_time=$(${DAY})&limit=31&group_by=model" \\`,
        `  | ${send}`,
      ].join("\n"),
    },
    {
      id: "anthropic",
      label: "Anthropic",
      code: [
        `for report in "cost_report?group_by[]=description" "usage_report/messages?group_by[]=model&bucket_width=1d"; do`,
        `  curl -sSg -H "x-api-key: $ANTHROPIC_ADMIN_KEY" -H "anthropic-version: 2023-06-01" \\`,
        `    "https://api.anthropic.com/v1/organizations/$report&limit=31&starting_at=$(date -u -d '30 days ago' +%FT00:00:00Z)" \\`,
        `    | ${send}`,
        "done",
      ].join("\n"),
    },
    {
      id: "openrouter",
      label: "OpenRouter",
      code: [
        `curl -sS -H "Authorization: Bearer $OPENROUTER_MANAGEMENT_KEY" https://openrouter.ai/api/v1/activity \\`,
        `  | ${send}`,
      ].join("\n"),
    },
    {
      id: "focus",
      label: "FOCUS",
      code: `${send.replace("@-", "@focus.csv")}`,
    },
  ]
}

/** How to get the first bill here. */
export function FirstBill({ host, mayImport }: { host: string; mayImport: boolean }) {
  const how = mayImport
    ? "Import a file above, or let a job send it."
    : "Owners, administrators and finance import them."
  return (
    <EmptyState
      text={`No bills yet. What a provider says it charged is held against the ledger, day by day and model by model. ${how}`}
    >
      <CodeTabs label="First bill" snippets={snippets(host)} />
      <p className="mt-3 text-ink-2">
        Without <code>dry_run=true</code> the bill is kept. TOLLGATE_KEY is a key with the scope admin:{" "}
        <TextLink inline href="/sources">
          create one
        </TextLink>
        .
      </p>
    </EmptyState>
  )
}
