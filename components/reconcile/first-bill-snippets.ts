import type { Snippet } from "@/components/ui/code-tabs"

const SECONDS = "$(($(date +%s) - 30 * 86400))"
/** GNU's `date`, else that of BSD and macOS. */
const DAY = "$(date -u -d '30 days ago' +%F 2>/dev/null || date -u -v-30d +%F)T00:00:00Z"

/** What fetches bills from their providers and shows what would be kept of them. */
export function billSnippets(host: string): Snippet[] {
  const send = `curl -sS --data-binary @- -H "Authorization: Bearer $TOLLGATE_KEY" '${host}/api/v1/imports?dry_run=true'`
  return [
    {
      id: "openai",
      label: "OpenAI",
      code: [
        `curl -sS -H "Authorization: Bearer $OPENAI_ADMIN_KEY" \\`,
        `  "https://api.openai.com/v1/organization/costs?start_time=${SECONDS}&limit=31&group_by=line_item" \\`,
        `  | ${send}`,
        `curl -sS -H "Authorization: Bearer $OPENAI_ADMIN_KEY" \\`,
        `  "https://api.openai.com/v1/organization/usage/completions?start_time=${SECONDS}&limit=31&group_by=model" \\`,
        `  | ${send}`,
      ].join("\n"),
    },
    {
      id: "anthropic",
      label: "Anthropic",
      code: [
        `for report in "cost_report?group_by[]=description" "usage_report/messages?group_by[]=model&bucket_width=1d"; do`,
        `  curl -sSg -H "x-api-key: $ANTHROPIC_ADMIN_KEY" -H "anthropic-version: 2023-06-01" \\`,
        `    "https://api.anthropic.com/v1/organizations/$report&limit=31&starting_at=${DAY}" \\`,
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
