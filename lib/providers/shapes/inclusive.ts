import { type Draft, ofWhich, warn } from "../draft"

/** Counts of a provider that counts cached tokens inside its input total. */
interface InclusiveCounts {
  input: number
  output: number
  /** The stated total, null where there is none. */
  total: number | null
  cached: number
  write5m: number
  write1h: number
  writeOther: number
  reasoning: number
  /** Known from the payload: cached and written tokens come on top of `input`. */
  cacheOutside: boolean
  /** Chat shapes: what only the total shows was generated and is billed as output. */
  billGap: boolean
}

/** Splits inclusive totals into disjoint classes; every contradiction leaves a warning. */
export function splitInclusive(draft: Draft, counts: InclusiveCounts) {
  const classes = draft.main.classes
  const gap = counts.total === null ? 0 : counts.total - counts.input - counts.output
  const outside = splitInput(draft, counts, gap)
  classes.output = counts.output
  if (gap > 0 && !outside) addGap(draft, counts, gap)
  else if (gap < 0) {
    warn(
      draft,
      "total_below_parts",
      `The total of ${counts.total} is less than input ${counts.input} plus output ${counts.output}; the parts were kept.`,
    )
  }
  ofWhich(draft, "reasoning", counts.reasoning, classes.output, "output")
}

/** Returns true where cached tokens turned out to be outside the input total. */
function splitInput(draft: Draft, counts: InclusiveCounts, gap: number): boolean {
  const classes = draft.main.classes
  const writes = counts.write5m + counts.write1h + counts.writeOther
  let { cached } = counts
  classes.cache_write_5m = counts.write5m
  classes.cache_write_1h = counts.write1h
  classes.cache_write_other = counts.writeOther
  const outside = counts.cacheOutside || (cached > counts.input && gap === cached + writes)
  if (outside) {
    classes.input_uncached = counts.input
    classes.cache_read = cached
    draft.inputTotal = counts.input + cached + writes
    if (cached + writes > 0) {
      warn(
        draft,
        "cache_outside_input",
        "The cached tokens are not inside the input total; they were added to it.",
      )
    }
    return counts.cacheOutside ? gap === cached + writes : true
  }
  if (cached > counts.input) {
    warn(
      draft,
      "part_above_whole",
      `${cached} cached tokens are more than the input of ${counts.input}; they were cut to that.`,
    )
    cached = counts.input
  }
  classes.cache_read = cached
  classes.input_uncached = counts.input - cached - writes
  if (classes.input_uncached < 0) {
    classes.input_uncached = counts.input - cached
    warn(
      draft,
      "cache_overlap",
      `Cached (${cached}) and written (${writes}) tokens overlap within an input of ${counts.input}; the write is charged on top.`,
    )
  }
  draft.inputTotal = counts.input
  return false
}

function addGap(draft: Draft, counts: InclusiveCounts, gap: number) {
  if (!counts.billGap) {
    warn(
      draft,
      "total_above_parts",
      `The total of ${counts.total} is ${gap} more than input plus output; the difference is not explained and was not charged.`,
    )
    return
  }
  draft.main.classes.output += gap
  if (gap === counts.reasoning) {
    warn(
      draft,
      "reasoning_outside_output",
      `${gap} reasoning tokens are outside the output count; they were added to it.`,
    )
    return
  }
  draft.main.ofWhich.hidden_output_inferred = gap
  warn(
    draft,
    "hidden_output",
    `${gap} tokens appear only in the total of ${counts.total}; they were added to output as hidden thinking.`,
  )
}
