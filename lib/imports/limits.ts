/** Who may import bills, explain differences and adjust them. */
export const IMPORTERS = ["owner", "admin", "finance"] as const

/** A month of a gateway's export with a row for each call is larger than what events may be sent at once. */
export const IMPORT_LIMITS = {
  maxBytes: 16 * 1024 * 1024,
  maxCompressedBytes: 4 * 1024 * 1024,
  maxRatio: 200,
} as const
