import { expect, test } from "vitest"
import { draftEvent } from "@/lib/ledger/charges"
import { defaultPriceBook } from "@/lib/pricing/default-book"
import { readEvent } from "@/lib/sources/events"
import { filledIn, RECIPES, snippetsFor, WAYS_IN } from "./snippets"
import { testEvent, voidOf } from "./test-event"

const KEY = `tg_live_${"a".repeat(12)}_${"b".repeat(43)}`
const HOST = "https://tollgate.example.com"

/** The event as the ledger would take it: accepted, and with a price. */
function taken(event: unknown) {
  const read = readEvent(event, { now: new Date(), backfill: false })
  if (!read.ok) throw new Error(read.refusal.detail)
  const result = draftEvent(read.event, { book: defaultPriceBook(), currency: "USD" })
  if (!result.ok) throw new Error(result.detail)
  return result.draft
}

test("another key's snippets are another event, and without a key its place is named", () => {
  const [first] = snippetsFor(HOST, KEY.replaceAll("a", "c"))
  expect(first?.code).not.toBe(snippetsFor(HOST, KEY)[0]?.code)
  expect(first?.code).toContain('"id": "first-cccccccc"')
  for (const { code } of snippetsFor(HOST, null)) expect(code).toContain("YOUR_KEY")
  for (const { code } of snippetsFor(HOST, KEY)) {
    expect(code).toContain(KEY)
    expect(code).toContain(HOST)
  }
})

const LANGUAGE = { sh: "sh", mjs: "js", py: "python", yaml: "yaml" }

const HEAD = `# Recipes

What the Sources screen shows with your address and key filled in. Each lets Tollgate know what calls used, whom they were for
and what they cost. All are run by the tests as they stand here, those that name npm packages against the packages themselves
(\`lib/testing/recipes/package.json\` has the versions). What belongs into another product is checked against recorded or
documented payloads, and says so. Some of the packages ask for Node 22: on Node 20 npm warns of it.

- Prompts and answers stay in your application: the wrapper of \`fetch\` sends numbers and a few words of the protocol, the
  OpenTelemetry recipes leave texts out of spans, and what comes in spite of that is dropped before anything is stored.
- A call that several of them report counts once: reports meet by the provider's response id. OpenInference names none where
  answers are left out of its spans, so use it alone.
- The wrapper follows what your code does: an answer is handed on before it is reported, a stream that you leave is ended, an
  error is thrown as it was. Reports are tried three times. Where processes are frozen after an answer (serverless), use
  [tail](tail.md) or OpenTelemetry with a Collector.

Make a key on the Sources screen, and put it where \`YOUR_KEY\` stands. A source of the kind *Signed webhook* has an address and
a secret in place of a key: *Create a source* there shows both.
`

test("docs/recipes.md is what the screen shows", async () => {
  const facts = { host: "http://localhost:3000", key: "YOUR_KEY", mark: "1" }
  const signing = { ...facts, key: "YOUR_SECRET", address: "/api/v1/sources/webhook?source=YOUR_SOURCE" }
  const parts = [...RECIPES, ...WAYS_IN].map((recipe) => {
    const { label, note, code } = filledIn(recipe, recipe.id.startsWith("webhook") ? signing : facts)
    return `## ${label}\n${note}\n\n\`\`\`${LANGUAGE[recipe.kind]}\n${code}\n\`\`\`\n`
  })
  await expect([HEAD, ...parts].join("\n")).toMatchFileSnapshot("../../docs/recipes.md")
})

test("the test event is priced and says what it is; its void is taken", () => {
  const draft = taken(testEvent("t"))
  expect(draft.charges[0]?.billed).toBeGreaterThan(0n)
  expect(draft.event).toMatchObject({ environment: "test", feature: "test-event" })
  expect(taken(voidOf("t")).event).toMatchObject({ type: "void", targetId: "t" })
})
