import fc from "fast-check"
import { Webhook } from "standardwebhooks"
import { expect, test } from "vitest"

import { newSecret, rotated, signedHeaders } from "@/lib/auth/webhook-secrets"

process.env.BASE_URL = "https://tollgate.example.com"
const { slackBody } = await import("./slack")
const { teamsBody } = await import("./teams")
const { pagerDutyBody, pagerDutyUrl } = await import("./pagerduty")
const { webhookBody } = await import("./webhook")
const { alertLetter } = await import("./alert-letter")
const { alertMessage } = await import("./message")

const nasty = fc
  .array(
    fc.constantFrom(
      ...["<!channel>", "<!here>", "<@U123>", "<http://evil.example|click>", "@everyone", "<at>Ada</at>"],
      ...[
        "[click](http://evil.example)",
        "**b**",
        "`",
        "_",
        "*",
        "~",
        "&",
        "<",
        ">",
        '"',
        "\\",
        "\n",
        "\u202e",
        "🙂",
      ],
      "Search",
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(" "))

const message = fc.record({
  title: nasty,
  sentence: nasty,
  facts: fc.array(fc.record({ name: nasty.map((text) => text.slice(0, 80)), value: nasty }), {
    maxLength: 10,
  }),
  path: fc.constantFrom(null, "/budgets", "/explore?filter=team%3DSearch&range=7d"),
  severity: fc.constantFrom("info", "warning", "critical"),
  dedup_key: fc.constant("budget-1"),
  state: fc.constantFrom("triggered", "acknowledged", "resolved"),
  at: fc.constant("2026-11-26T20:00:00.000Z"),
}) as fc.Arbitrary<import("./message").AlertMessage>

/** All texts of a value that stand under none of these names. */
function textsOf(value: unknown, but: readonly string[]): string[] {
  if (typeof value === "string") return [value]
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => (but.includes(name) ? [] : textsOf(each, but)))
}

test("what somebody wrote is no markup in Slack: only our own link is", () => {
  fc.assert(
    fc.property(message, (given) => {
      const { text, blocks, parse, link_names } = JSON.parse(slackBody(given))
      expect({ parse, link_names }).toEqual({ parse: "none", link_names: false })
      expect(text).not.toMatch(/[<>]/)
      const marked = JSON.stringify(blocks).match(/"mrkdwn","text":"[^"]*"/g) ?? []
      expect(marked.length).toBe(given.path === null ? 0 : 1)
      for (const each of marked)
        expect(each).toMatch(
          /^"mrkdwn","text":"<https:\/\/tollgate\.example\.com\/[^<>|]*\|Open in Tollgate>"$/,
        )
      for (const block of blocks) {
        const kinds = [block.text, ...(block.fields ?? [])].filter(Boolean)
        for (const { type, text: words } of kinds) if (type === "plain_text") expect(words).not.toBe("")
      }
      expect([...blocks[0].text.text].length).toBeLessThanOrEqual(150)
    }),
  )
})

test("what somebody wrote is no markup in Teams: it stands in runs of text alone", () => {
  fc.assert(
    fc.property(message, (given) => {
      const { attachments } = JSON.parse(teamsBody(given))
      const { body, actions } = attachments[0].content
      for (const { type, inlines } of body) {
        expect(type).toBe("RichTextBlock")
        for (const inline of inlines) expect(inline.type).toBe("TextRun")
      }
      expect(textsOf(body, [])).toContain(given.sentence)
      expect(actions).toHaveLength(given.path === null ? 0 : 1)
    }),
  )
})

test("a letter holds no element that somebody wrote, and a subject of one line", () => {
  fc.assert(
    fc.property(message, (given) => {
      const { subject, html } = alertLetter(given, given.title)
      expect(subject).not.toMatch(/[\r\n\u202e]/)
      expect(html).not.toMatch(/<at>|<!channel>|<@/)
      expect(
        [...html.matchAll(/href="([^"]*)"/g)].every(([, to]) => to?.startsWith("https://tollgate")),
      ).toBe(true)
    }),
  )
})

test("PagerDuty opens, acknowledges and resolves one incident by its key", () => {
  const target = { kind: "pagerduty", routing_key: "0".repeat(32), region: "eu" } as const
  expect(pagerDutyUrl(target)).toBe("https://events.eu.pagerduty.com/v2/enqueue")
  const given = alertMessage.parse({
    ...{ title: "Budget Search", sentence: "80 % is spent.", facts: [{ name: "Spent", value: "$80" }] },
    ...{ path: "/budgets", severity: "critical", dedup_key: "budget-1", state: "triggered" },
    at: "2026-11-26T20:00:00.000Z",
  })
  const event = (state: "triggered" | "acknowledged" | "resolved") =>
    JSON.parse(pagerDutyBody(target, { ...given, state }))
  expect(event("triggered")).toMatchObject({
    ...{ event_action: "trigger", dedup_key: "budget-1", routing_key: target.routing_key },
    payload: { summary: "Budget Search", severity: "critical", custom_details: { facts: ["Spent: $80"] } },
    links: [{ href: "https://tollgate.example.com/budgets" }],
  })
  expect(event("acknowledged")).toEqual({
    ...{ event_action: "acknowledge", dedup_key: "budget-1", routing_key: target.routing_key },
  })
  expect(event("resolved").event_action).toBe("resolve")
})

test("a receiver verifies what is sent with either secret until the former one ends", () => {
  fc.assert(
    fc.property(message, fc.integer({ min: 1, max: 7 * 86_400 }), (given, seconds) => {
      const now = new Date()
      const body = webhookBody(given)
      expect(Buffer.byteLength(body)).toBeLessThan(20_000)
      const first = { secret: newSecret(), former: null }
      const until = new Date(now.getTime() + seconds * 1_000)
      const second = rotated(first, until, now)
      const headers = signedHeaders(second, "msg_1", body, now)
      expect(new Webhook(first.secret).verify(body, headers)).toMatchObject({ type: `alert.${given.state}` })
      expect(new Webhook(second.secret).verify(body, headers)).toMatchObject({ data: { title: given.title } })
      expect(() => new Webhook(second.secret).verify(`${body} `, headers)).toThrow()
      const later = signedHeaders(second, "msg_1", body, until)
      expect(later["webhook-signature"].split(" ")).toHaveLength(1)
      expect(rotated(first, now, now).former).toBeNull()
    }),
  )
})
