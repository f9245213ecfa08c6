import { CodeTabs } from "@/components/ui/code-tabs"
import { snippetsFor } from "./snippets"

export interface SnippetTabsProps {
  host: string
  /** Null: its place is named instead. */
  apiKey: string | null
}

/** How to send usage, in the languages that most applications are written in. */
export function SnippetTabs({ host, apiKey }: SnippetTabsProps) {
  return <CodeTabs label="Send usage" snippets={snippetsFor(host, apiKey)} />
}
