import * as z from "zod"
import { currencyCode, zoneName } from "@/lib/auth/setup-schema"

const fiscalStart = z
  .int()
  .min(1, "Choose a month, 1 to 12.")
  .max(12, "Choose a month, 1 to 12.")
  .meta({ description: "The month, 1 to 12, in which the fiscal year begins." })

export const organisationInput = z
  .strictObject({
    name: z.string().trim().min(1, "Give the organisation a name.").max(80),
    zone: zoneName,
    currency: currencyCode,
    fiscal_start: fiscalStart,
  })
  .partial()
  .meta({ id: "OrganisationInput" })
export type OrganisationInput = z.output<typeof organisationInput>

export const organisationAnswer = z
  .object({
    name: z.string(),
    zone: z.string(),
    next_zone: z
      .string()
      .nullable()
      .meta({ description: "The zone asked for, while the sums are being made anew for its days." }),
    currency: z.string(),
    has_spend: z.boolean().meta({ description: "Amounts are stored: the currency cannot be changed." }),
    fiscal_start: z.int(),
  })
  .meta({ id: "Organisation" })
export type OrganisationAnswer = z.output<typeof organisationAnswer>
