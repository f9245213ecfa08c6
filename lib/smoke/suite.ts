import * as z from "zod"
import { isSecretHeader } from "./redact"
import { CHECKS, FEATURES, MOST_REPEAT, MOST_ROUTES, PROTOCOLS } from "./schema"

/** Where a key stands. The key itself never stands in a file or a flag. */
const environmentName = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]*$/, "Name the environment variable that holds it, such as OPENAI_API_KEY.")

const headerValue = z.union([z.string().max(2_000), z.strictObject({ env: environmentName })])

/** YAML reads `0.50` as a number, whose shortest writing is as exact. */
const decimal = (sentence: string) =>
  z.preprocess(
    (value) => (typeof value === "number" ? String(value) : value),
    z.string(sentence).regex(/^\d{1,6}(\.\d{1,12})?$/, sentence),
  )
const rate = decimal("US dollars for a million tokens, such as 0.15.")

const url = z
  .url({ protocol: /^https?$/, error: "An address that begins with https://." })
  .refine((text) => {
    const { username, password } = new URL(text)
    return username === "" && password === ""
  }, "The address must not hold a name and a password.")
  .refine(
    (text) => ![...new URL(text).searchParams.keys()].some(isSecretHeader),
    "The address must not hold a key: send it by a header, {env: NAME}.",
  )

export const suiteRoute = z.strictObject({
  label: z.string().trim().min(1).max(60),
  route: z.string().trim().min(1).max(60).default("direct"),
  provider: z.string().trim().min(1).max(60).optional(),
  model: z.string().trim().min(1).max(200),
  protocol: z.enum(PROTOCOLS).default("openai"),
  url,
  key: environmentName.optional(),
  headers: z
    .record(z.string().regex(/^[\w-]+$/, "The name of a header."), headerValue)
    .default({})
    .refine(
      (headers) =>
        Object.entries(headers).every(([name, value]) => typeof value !== "string" || !isSecretHeader(name)),
      "A header that may be secret takes its value from the environment: {env: NAME}.",
    ),
  embedding_model: z.string().trim().min(1).max(200).optional(),
  context_tokens: z.coerce.number().int().min(100).max(4_000_000).optional(),
  max_output_tokens: z.coerce.number().int().min(16).max(8_000).default(300),
  burst: z.coerce.number().int().min(2).max(100).optional(),
  price: z.strictObject({ input: rate, output: rate }).optional(),
})
export type SuiteRoute = z.output<typeof suiteRoute>

export const suite = z.strictObject({
  name: z.string().trim().min(1).max(120).nullable().default(null),
  repeat: z.coerce.number().int().min(1).max(MOST_REPEAT).default(20),
  cap: decimal("A decimal amount in US dollars, such as 0.50.").default("0.50"),
  timeout_seconds: z.coerce.number().int().min(1).max(600).default(60),
  only: z.array(z.enum(CHECKS)).min(1).optional(),
  require: z.array(z.enum(FEATURES)).default([]),
  allow_unpriced: z.boolean().default(false),
  allow_http: z.boolean().default(false),
  routes: z
    .array(suiteRoute)
    .min(1, "Name a route.")
    .max(MOST_ROUTES)
    .refine(
      (routes) => new Set(routes.map(({ label }) => label)).size === routes.length,
      "Two routes have the same label.",
    ),
})
export type Suite = z.output<typeof suite>
