/** How far a percentile may lie from the true one, as a share of it. */
export const ERROR_BOUND = 0.02
const GAMMA = (1 + ERROR_BOUND) / (1 - ERROR_BOUND)

/** Percentiles of fewer calls are not told. */
export const LEAST_CALLS = 20

/** Calls by logarithmic bucket of milliseconds. */
export type Histogram = Map<number, number>

/** The bucket of so many milliseconds; the database has the same in `latency_bucket`. */
export function latencyBucket(ms: number): number {
  return Math.ceil(Math.log(Math.max(ms, 1)) / Math.log(GAMMA))
}

/** What a bucket stands for: everything in it lies within the error bound. */
export function bucketMs(bucket: number): number {
  return (2 * GAMMA ** bucket) / (GAMMA + 1)
}

/** Adds `part` to `into` in place: the histogram of both together is the sum of theirs. */
export function addHistogram(into: Histogram, part: Histogram): void {
  for (const [bucket, n] of part) addCount(into, bucket, n)
}

/** Adds calls to `into` in place, told as the database writes two lists: `{12,13}` the buckets, `{4,9}` how many in each. */
export function addCounts(into: Histogram, buckets: string, counts: string): void {
  const at = new WrittenNumbers(buckets)
  const n = new WrittenNumbers(counts)
  while (at.next() && n.next()) addCount(into, at.value, n.value)
}

const [ZERO, NINE, MINUS] = [48, 57, 45]

/** Whole numbers in the order in which they are written, without a list of them: a year's histograms hold millions. */
class WrittenNumbers {
  value = 0
  private at = 0

  constructor(private readonly text: string) {}

  /** Steps to the next number, if there is one. */
  next(): boolean {
    const { text } = this
    let sign = 1
    let code = text.charCodeAt(this.at)
    while (this.at < text.length && (code < ZERO || code > NINE)) {
      sign = code === MINUS ? -1 : 1
      this.at += 1
      code = text.charCodeAt(this.at)
    }
    if (this.at >= text.length) return false
    let value = 0
    while (code >= ZERO && code <= NINE) {
      value = value * 10 + (code - ZERO)
      this.at += 1
      code = text.charCodeAt(this.at)
    }
    this.value = sign * value
    return true
  }
}

function addCount(into: Histogram, bucket: number, n: number): void {
  const sum = (into.get(bucket) ?? 0) + n
  if (sum === 0) into.delete(bucket)
  else into.set(bucket, sum)
}

/** Milliseconds at or below which `share` of the calls lie, within the error bound; null without calls. */
export function percentileMs(histogram: Histogram, share: number): number | null {
  const count = countOf(histogram)
  if (count <= 0) return null
  const rank = Math.max(1, Math.ceil(share * count))
  let passed = 0
  for (const [bucket, n] of [...histogram].sort(([a], [b]) => a - b)) {
    passed += n
    if (passed >= rank) return bucketMs(bucket)
  }
  return null
}

export function countOf(histogram: Histogram): number {
  let count = 0
  for (const n of histogram.values()) count += n
  return count
}

export interface Percentiles {
  /** Calls that they are of. */
  n: number
  /** Null below `LEAST_CALLS`. */
  p50: number | null
  p95: number | null
  p99: number | null
}

/** Percentiles in milliseconds, hidden where the calls are too few to say anything. */
export function percentilesOf(histogram: Histogram): Percentiles {
  const n = countOf(histogram)
  const at = (share: number) => (n < LEAST_CALLS ? null : percentileMs(histogram, share))
  return { n, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}
