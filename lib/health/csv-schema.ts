import * as z from "zod"
import { flag } from "@/lib/exports/schema"
import { RANGE_PRESETS } from "@/lib/time"
import { healthQuery } from "./schema"

const { from, to, filter, group_by } = healthQuery.shape
const range = z.enum(RANGE_PRESETS).optional().describe("A range by its name; wins over from and to.")
const asked = { range, from, to, filter, bom: flag }

export const healthCsvQuery = z.strictObject({ ...asked, group_by })
export type HealthCsvQuery = z.output<typeof healthCsvQuery>

export const failuresCsvQuery = z.strictObject({
  ...asked,
  by: z.enum(["provider", "feature"]).default("provider").describe("What rows are told apart by."),
})
export type FailuresCsvQuery = z.output<typeof failuresCsvQuery>
