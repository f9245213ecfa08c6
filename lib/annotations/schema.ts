import * as z from "zod"

/** Kinds that people and programs add. */
const GIVEN_KINDS = ["deploy", "incident", "note"] as const

/** Kinds that the product adds as well, of what it changed or noticed itself. */
export const ANNOTATION_KINDS = [...GIVEN_KINDS, "price_change", "budget_edit", "alert", "anomaly"] as const

const kind = z.enum(ANNOTATION_KINDS, `Choose one of ${ANNOTATION_KINDS.join(", ")}.`)

export const annotationInput = z
  .strictObject({
    kind: z.enum(GIVEN_KINDS, `Choose one of ${GIVEN_KINDS.join(", ")}.`),
    text: z
      .string("Say what happened.")
      .trim()
      .min(1, "Say what happened.")
      .max(200, "At most 200 characters.")
      .meta({ description: "What happened, in one short sentence." }),
    entity: z
      .string()
      .trim()
      .min(1, "Name what it happened to, or leave it out.")
      .max(256, "At most 256 characters.")
      .optional()
      .meta({ description: "What it happened to: a service, a feature, a model." }),
    time: z.string().max(40, "At most 40 characters.").optional().meta({
      description:
        "An instant, or a date or local time in the organisation's zone; now when left out. At most a year ahead.",
    }),
  })
  .meta({ id: "AnnotationInput" })
export type AnnotationInput = z.output<typeof annotationInput>

export const annotation = z
  .object({
    id: z.int(),
    time: z.string(),
    kind,
    entity: z.string().nullable(),
    text: z.string(),
    created_by: z.string().nullable().meta({
      description: "The person, or the API key by its name; null for the product itself and for who is gone.",
    }),
    created_at: z.string(),
  })
  .meta({ id: "Annotation" })
export type Annotation = z.output<typeof annotation>

const MOST = 1_000

export const annotationQuery = z.object({
  from: z.string().optional().meta({ description: "An instant or a date in the organisation's zone." }),
  to: z.string().optional().meta({ description: "As `from`; itself outside the range." }),
  kind: kind.optional(),
  limit: z.coerce
    .number("limit is a whole number.")
    .int("limit is a whole number.")
    .min(1, `limit is 1 to ${MOST}.`)
    .max(MOST, `limit is 1 to ${MOST}.`)
    .default(200),
})
export type AnnotationQuery = z.output<typeof annotationQuery>

export const annotationsAnswer = z
  .object({
    annotations: z.array(annotation),
    total: z.int().meta({ description: "How many match; more than are listed where `limit` cut them off." }),
  })
  .meta({ id: "AnnotationsAnswer" })
export type AnnotationsAnswer = z.output<typeof annotationsAnswer>

export const annotationParams = z.strictObject({
  id: z.coerce.number().int().positive().max(2_147_483_647),
})
