import { CodeTabs } from "@/components/ui/code-tabs"
import { EmptyState } from "@/components/ui/empty-state"
import { LookAgain } from "@/components/ui/look-again"
import { TextLink } from "@/components/ui/text-link"

const ROUTES = [
  "label=direct url=https://api.openai.com/v1 model=gpt-5.4-mini key=OPENAI_API_KEY",
  "label=gateway route=litellm url=https://llm.example.com/v1 model=gpt-5.4-mini key=LITELLM_KEY",
]

function flags(host: string): string {
  return [
    "export OPENAI_API_KEY=… LITELLM_KEY=…",
    `export TOLLGATE_URL=${host} TOLLGATE_KEY=…`,
    "npm run smoke -- --cap 0.50 \\",
    ...ROUTES.map((route, at) => `  --route "${route}"${at < ROUTES.length - 1 ? " \\" : ""}`),
  ].join("\n")
}

const FILE = `# smoke.yaml, beside package.json; then: npm run smoke
name: Nightly
cap: "0.50"
require: [tools, json_schema]
routes:
  - label: direct
    url: https://api.openai.com/v1
    model: gpt-5.4-mini
    key: OPENAI_API_KEY       # the variable's name, never the key
  - label: gateway
    route: litellm
    url: https://llm.example.com/v1
    model: gpt-5.4-mini
    key: LITELLM_KEY
  - label: anthropic
    protocol: anthropic
    url: https://api.anthropic.com/v1
    model: claude-haiku-4-5
    key: ANTHROPIC_API_KEY`

/** How to get the first run here. */
export function FirstRun({ host }: { host: string }) {
  const snippets = [
    { id: "flags", label: "Command", code: flags(host) },
    { id: "file", label: "smoke.yaml", code: FILE },
  ]
  return (
    <EmptyState text="No runs yet. The suite makes the same checks through each route and compares them; it runs where the keys to your models are, and what it found shows here.">
      <CodeTabs label="First run" snippets={snippets} />
      <p className="mt-3 text-ink-2">
        TOLLGATE_KEY is a key that may post smoke runs:{" "}
        <TextLink inline href="/sources">
          create one
        </TextLink>
        . Without it the run is printed and nothing is posted.
      </p>
      <LookAgain />
    </EmptyState>
  )
}
