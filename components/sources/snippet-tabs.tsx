import { CodeTabs } from "@/components/ui/code-tabs"
import { type SnippetFacts, snippetsFor } from "./snippets"

export interface SnippetTabsProps extends SnippetFacts {
  host: string
  /** Null: its place is named instead. */
  apiKey: string | null
}

/** How to send usage, in the languages that most applications are written in. */
export function SnippetTabs({ host, apiKey, ...facts }: SnippetTabsProps) {
  return <CodeTabs label="Send usage" snippets={snippetsFor(host, apiKey, facts)} />
}
