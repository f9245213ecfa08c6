import type { Window } from "./rule-schema"

/** Whole weeks, so that each weekday stands as often on either side. */
export const WINDOW_DAYS: Readonly<Record<Window, number>> = { day: 1, week: 7, four_weeks: 28 }
