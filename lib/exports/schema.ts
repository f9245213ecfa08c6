import * as z from "zod"
import { showbackQuery } from "@/lib/attribution/schema"
import { reconcileFields } from "@/lib/reconcile/schema"
import { exportedView } from "@/lib/spend/api-schema"

export const flag = z
  .enum(["true", "false"])
  .default("false")
  .transform((text) => text === "true")

export const spendCsvQuerySchema = z.strictObject({
  ...exportedView,
  rows: z
    .enum(["groups", "series"])
    .default("groups")
    .describe("groups: one row per group and a total. series: one row per bucket and group, and a total."),
  bom: flag.describe("Begin with a byte order mark, for spreadsheets that take UTF-8 for something else."),
})
export type SpendCsvQuery = z.output<typeof spendCsvQuerySchema>

const { group_by: _, compare: __, interval: ___, ...rows } = exportedView

export const eventsCsvQuerySchema = z.strictObject({ ...rows, bom: flag })
export type EventsCsvQuery = z.output<typeof eventsCsvQuerySchema>

export const showbackCsvQuerySchema = z.strictObject({ ...showbackQuery.shape, bom: flag })
export type ShowbackCsvQuery = z.output<typeof showbackCsvQuerySchema>

export const reconcileCsvQuerySchema = z.strictObject({ ...reconcileFields, bom: flag })
export type ReconcileCsvQuery = z.output<typeof reconcileCsvQuerySchema>

export const FOCUS_SPECS = ["1.2", "1.4"] as const
export type FocusSpec = (typeof FOCUS_SPECS)[number]

export const focusQuerySchema = z.strictObject({
  ...rows,
  spec: z.enum(FOCUS_SPECS).default("1.2").describe("1.4 names the providers by its own columns."),
  format: z.enum(["csv", "parquet"]).default("csv"),
  users: flag.describe("Rows per user as well, in x_User."),
})
export type FocusQuery = z.output<typeof focusQuerySchema>
