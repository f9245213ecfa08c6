import { type Json, quoted } from "./json"
import {
  type ChargeKind,
  type LineItem,
  type NormalisedUsage,
  type NormaliseResult,
  type ReportedCost,
  type SubCount,
  TOKEN_CLASSES,
  type TokenCounts,
  type Warning,
} from "./schema"

/** A reading under way. Shape readers fill it; `finish` turns it into a result. */
export interface Draft {
  shape: string
  model: string | null
  responseId: string | null
  main: LineItem
  extras: LineItem[]
  inputTotal: number
  serviceTier: string | null
  region: string | null
  speed: string | null
  thinking: boolean | null
  reported: ReportedCost | null
  ownKey: boolean
  warnings: Warning[]
  refusal: { code: "no_usage" | "unknown_shape" | "bad_usage"; detail: string } | null
}

export function emptyItem(kind: ChargeKind, model: string | null = null): LineItem {
  return {
    kind,
    model,
    classes: {
      input_uncached: 0,
      cache_read: 0,
      cache_write_5m: 0,
      cache_write_1h: 0,
      cache_write_other: 0,
      output: 0,
    },
    ofWhich: {},
    counts: {},
  }
}

export function newDraft(shape: string): Draft {
  return {
    shape,
    model: null,
    responseId: null,
    main: emptyItem("message"),
    extras: [],
    inputTotal: 0,
    serviceTier: null,
    region: null,
    speed: null,
    thinking: null,
    reported: null,
    ownKey: false,
    warnings: [],
    refusal: null,
  }
}

export function warn(draft: Draft, code: string, detail: string) {
  draft.warnings.push({ code, detail })
}

/** The first refusal stands. */
export function refuse(draft: Draft, code: "no_usage" | "unknown_shape" | "bad_usage", detail: string) {
  draft.refusal ??= { code, detail }
}

const WHOLE = /^\d{1,15}$/

/** A whole number from 0 to 2^53, or null. Digits in a string count, the caller warns. */
export function wholeNumber(value: unknown): number | null {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? value + 0 : null
  return typeof value === "string" && WHOLE.test(value) ? Number(value) : null
}

/** A count that decides the bill. Absent is 0; anything but a whole number refuses the payload. */
export function required(draft: Draft, from: Json, key: string): number {
  const value = from[key]
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value + 0
  if (value === undefined || value === null) return 0
  const count = wholeNumber(value)
  if (count === null)
    refuse(draft, "bad_usage", `${key} is ${quoted(value)}, which is not a count of tokens.`)
  else warn(draft, "count_as_text", `${key} came as text and was read as ${count}.`)
  return count ?? 0
}

/** A part of a count. Absent is null; what is not a whole number is ignored with a warning. */
export function optional(draft: Draft, from: Json | null, key: string): number | null {
  if (from === null) return null
  const value = from[key]
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value + 0
  if (value === undefined || value === null) return null
  const count = wholeNumber(value)
  if (count === null) {
    warn(draft, "bad_count_ignored", `${key} is ${quoted(value)}, which is not a count; it was ignored.`)
  } else warn(draft, "count_as_text", `${key} came as text and was read as ${count}.`)
  return count
}

/** Siblings that share one parent: together they may not exceed it. */
const FAMILIES: readonly (readonly SubCount[])[] = [
  ["audio_in", "image_in", "video_in", "document_in"],
  ["audio_out", "image_out"],
  ["cached_audio", "cached_video"],
]

/** Adds a part of a class; more than its parent holds is cut with a warning. */
export function ofWhich(
  draft: Draft,
  key: SubCount,
  count: number | null,
  parent: number,
  parentName: string,
) {
  if (count === null || count === 0) return
  const known = draft.main.ofWhich
  let left = parent
  for (const sibling of FAMILIES.find((family) => family.includes(key)) ?? []) {
    if (sibling !== key) left -= known[sibling] ?? 0
  }
  const kept = Math.min(count, Math.max(left, 0))
  if (kept < count) {
    warn(
      draft,
      "part_above_whole",
      `${key} is ${count} but ${parentName} leaves room for ${kept}; it was cut to that.`,
    )
  }
  if (kept > 0) known[key] = kept
}

/** Adds something billed by the piece. */
export function addCount(draft: Draft, key: string, count: number | null) {
  if (count === null || count === 0) return
  const { counts } = draft.main
  const sum = (Object.hasOwn(counts, key) ? (counts[key] ?? 0) : 0) + count
  if (Number.isSafeInteger(sum)) counts[key] = sum
  else refuse(draft, "bad_usage", `${key} is too large to be exact.`)
}

export function tokensOf(classes: TokenCounts): number {
  let sum = 0
  for (const name of TOKEN_CLASSES) sum += classes[name]
  return sum
}

/** The result of a finished draft: refused where a count is too large to be exact. */
export function finish(draft: Draft): NormaliseResult {
  let tokens = draft.inputTotal + tokensOf(draft.main.classes)
  for (const item of draft.extras) tokens += tokensOf(item.classes)
  if (!Number.isSafeInteger(tokens)) {
    refuse(draft, "bad_usage", "The token counts add up to more than can be counted exactly (2^53).")
  }
  if (draft.refusal) return { ok: false, code: draft.refusal.code, detail: draft.refusal.detail }
  const usage: NormalisedUsage = {
    shape: draft.shape,
    model: draft.model,
    responseId: draft.responseId,
    items: [draft.main, ...draft.extras],
    inputTotal: draft.inputTotal,
    serviceTier: draft.serviceTier,
    region: draft.region,
    speed: draft.speed,
    thinking: draft.thinking,
    reported: draft.reported,
    ...(draft.ownKey ? { ownKey: true } : {}),
    warnings: draft.warnings,
  }
  return { ok: true, usage }
}
