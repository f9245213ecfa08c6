import type { PARTS } from "./split"

/** What each part of a difference is called, and what it means. */
export const PART_WORDS: Readonly<Record<(typeof PARTS)[number], { label: string; meaning: string }>> = {
  events: {
    label: "Events",
    meaning: "Calls that are on the bill and not here, or here and not on the bill",
  },
  tokens: { label: "Tokens", meaning: "The same calls with other counts of tokens" },
  price: { label: "Price", meaning: "The same tokens for another amount" },
  charges: {
    label: "Fees, credits, tax",
    meaning: "What is billed beside usage and corrections of it, less credits that are known here",
  },
  timing: { label: "Timing", meaning: "Calls that the bill puts on another day" },
  rounding: { label: "Rounding", meaning: "What the decimals of the bill leave" },
  unknown: {
    label: "Not told apart",
    meaning: "The bill tells no tokens or no models, or calls here have no price",
  },
}
