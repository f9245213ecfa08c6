/** What one row of a comparison is: a model on a day, or sums of these. */
export const BY = ["row", "day", "model", "provider"] as const
export type By = (typeof BY)[number]
