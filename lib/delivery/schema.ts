import * as z from "zod"
import { alertMessage } from "./message"

export const KINDS = ["slack", "email", "webhook", "pagerduty", "teams"] as const

const url = z.string().trim().min(1, "An address that begins with https://.").max(2_000)

/** Where to, by kind. */
const slack = z.strictObject({ kind: z.literal("slack"), url })
const teams = z.strictObject({ kind: z.literal("teams"), url })
const webhook = z.strictObject({ kind: z.literal("webhook"), url })
const email = z.strictObject({
  kind: z.literal("email"),
  address: z.email("An e-mail address.").max(254),
})
const pagerduty = z.strictObject({
  kind: z.literal("pagerduty"),
  routing_key: z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z]{32}$/, "The integration's key has 32 letters and digits."),
  region: z.enum(["us", "eu"]).default("us").describe("Where the PagerDuty account lives."),
})

export const endpointTarget = z.discriminatedUnion("kind", [slack, email, webhook, pagerduty, teams])
export type EndpointTarget = z.output<typeof endpointTarget>

const name = z.string().trim().min(1, "Name the endpoint.").max(80, "At most 80 characters.")

export const endpointInput = z.strictObject({ name, target: endpointTarget }).meta({ id: "EndpointInput" })
export type EndpointInput = z.output<typeof endpointInput>

/** What is left out stays. A target is replaced whole and keeps its kind; `on` forgets why it was off. */
export const endpointChange = z
  .strictObject({ name: name.optional(), target: endpointTarget.optional(), on: z.boolean().optional() })
  .meta({ id: "EndpointChange" })
export type EndpointChange = z.output<typeof endpointChange>

export const createdEndpoint = z.object({
  id: z.int(),
  secret: z.string().nullable().describe("Of a webhook; shown this once."),
})
export type CreatedEndpoint = z.output<typeof createdEndpoint>

export const endpointSummary = z
  .object({
    id: z.int(),
    name: z.string(),
    kind: z.enum(KINDS),
    shown: z.string().describe("Enough of where to, to recognise it by."),
    on: z.boolean(),
    off_because: z.string().nullable(),
    failing_since: z.string().nullable().describe("The first failure after which nothing was taken."),
    delivered_at: z.string().nullable().describe("When something was last taken."),
    waiting: z.int().describe("Messages that are still being tried."),
  })
  .meta({ id: "Endpoint" })
export type EndpointSummary = z.output<typeof endpointSummary>

export const endpointsAnswer = z.object({
  endpoints: z.array(endpointSummary),
  can_mail: z.boolean().describe("False: no mail is set up, and endpoints by e-mail deliver nothing."),
})
export type EndpointsAnswer = z.output<typeof endpointsAnswer>

export const DELIVERY_STATES = ["due", "delivered", "failed", "dropped"] as const

export const deliveryAttempt = z.object({
  attempt: z.int(),
  at: z.string(),
  ms: z.int(),
  status: z.int().nullable().describe("Of HTTP; null where no answer came, and for mail."),
  fault: z.string().nullable().describe("Null: it was taken."),
  answer: z
    .string()
    .nullable()
    .describe("The first 1,024 bytes of the answer; of a private address, nothing."),
})
export type DeliveryAttempt = z.output<typeof deliveryAttempt>

export const deliverySummary = z
  .object({
    id: z.string().describe("The webhook-id of every attempt."),
    message: alertMessage,
    state: z
      .enum(DELIVERY_STATES)
      .describe("dropped: its endpoint was off. failed: it was tried for days, or the receiver is gone."),
    created_at: z.string(),
    next_try_at: z.string().nullable(),
    attempts: z.array(deliveryAttempt),
  })
  .meta({ id: "Delivery" })
export type DeliverySummary = z.output<typeof deliverySummary>

export const deliveriesAnswer = z.object({ deliveries: z.array(deliverySummary) })

export const endpointParams = z.strictObject({ id: z.coerce.number().int().min(1).max(2_147_483_647) })
export const deliveryParams = z.strictObject({ id: z.string().regex(/^msg_[0-9A-Za-z]{22}$/) })
