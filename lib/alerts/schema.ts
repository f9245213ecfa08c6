import * as z from "zod"
import { SEVERITIES } from "@/lib/delivery/message"
import { DELIVERY_STATES } from "@/lib/delivery/schema"
import { RULE_KINDS } from "./rule-schema"

export const ALERT_KINDS = ["budget", ...RULE_KINDS] as const
export const ALERT_STATES = ["open", "acknowledged", "resolved"] as const

export const alert = z
  .object({
    id: z.int(),
    kind: z.enum(ALERT_KINDS),
    budget: z.string().nullable().describe("Slug; null for a rule's, and where the budget is gone."),
    rule: z.string().nullable().describe("Slug; null for a budget's, and where the rule is gone."),
    name: z.string().describe("Of the budget or rule, as it was called then."),
    entity: z.string().nullable().describe("Null: the whole."),
    period: z.object({ from: z.string(), to: z.string().nullable() }),
    measure: z.enum(["actual", "forecast"]).nullable(),
    threshold: z.int().nullable().describe("Of a budget, in percent."),
    severity: z.enum(SEVERITIES),
    title: z.string(),
    sentence: z.string().describe("As it was then."),
    state: z.enum(ALERT_STATES),
    muted: z.boolean().describe("It was recorded while its origin was muted."),
    fired_at: z.string(),
    acknowledged: z.object({ at: z.string(), by: z.string() }).nullable(),
    resolved: z.object({ at: z.string(), because: z.string() }).nullable(),
    notify: z.array(z.string()).describe("Names of the endpoints that were to be told."),
  })
  .meta({ id: "Alert" })
export type Alert = z.output<typeof alert>

export const alertsQuery = z.strictObject({
  from: z
    .string()
    .optional()
    .describe("An instant or a date in the organisation's zone. Default: 30 days back."),
  to: z.string().optional().describe("As `from`; itself outside the range."),
  state: z.enum(ALERT_STATES).optional(),
  kind: z.enum(ALERT_KINDS).optional(),
  budget: z.string().max(63).optional().describe("Slug."),
  rule: z.string().max(63).optional().describe("Slug."),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export type AlertsQuery = z.output<typeof alertsQuery>

export const alertsAnswer = z
  .object({
    zone: z.string(),
    alerts: z.array(alert),
    total: z.int().describe("How many there are; more than are listed where `limit` cut them off."),
  })
  .meta({ id: "AlertsAnswer" })
export type AlertsAnswer = z.output<typeof alertsAnswer>

export const told = z.object({
  endpoint: z.string(),
  id: z.string().describe("The webhook-id."),
  what: z.enum(["triggered", "acknowledged", "resolved"]),
  state: z.enum(DELIVERY_STATES),
  at: z.string(),
  attempts: z.int(),
  fault: z
    .string()
    .nullable()
    .describe(
      "Of the last attempt; null where it was taken, before the first, and for those who may not see where alerts go.",
    ),
})

export const alertDetail = alert
  .extend({
    facts: z.array(z.object({ name: z.string(), value: z.string() })),
    reached: z.array(z.string()).describe("Those of notify that were there to be told."),
    told: z.array(told).describe("What was sent of it, oldest first, as long as deliveries are kept."),
  })
  .meta({ id: "AlertDetail" })
export type AlertDetail = z.output<typeof alertDetail>

export const alertParams = z.strictObject({ id: z.coerce.number().int().min(1).max(2_147_483_647) })

const slug = z.string().min(1).max(63)

export const muteInput = z
  .strictObject({
    budget: slug.optional().describe("Slug; this or rule."),
    rule: slug.optional().describe("Slug; this or budget."),
    until: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}(?:[T ].{5,30})?$/, "A date such as 2026-11-01, or an RFC 3339 instant.")
      .describe("At most 90 days ahead."),
    reason: z.string().trim().min(1, "Say why.").max(300),
  })
  .check(({ value, issues }) => {
    if ((value.budget === undefined) !== (value.rule === undefined)) return
    issues.push({ code: "custom", message: "State budget or rule.", path: ["budget"], input: value })
  })
  .meta({ id: "AlertMuteInput" })
export type MuteInput = z.output<typeof muteInput>

export const mute = z
  .object({
    id: z.int(),
    budget: z.string().nullable(),
    rule: z.string().nullable(),
    reason: z.string(),
    by: z.string(),
    at: z.string(),
    until: z.string(),
  })
  .meta({ id: "AlertMute" })
export type Mute = z.output<typeof mute>
export const mutesAnswer = z.object({ mutes: z.array(mute).describe("Those that have not ended.") })
