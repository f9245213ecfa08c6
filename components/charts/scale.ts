/** Round steps of an axis from zero to at least `max`: three to five intervals, fewer where steps must be whole. */
export function niceTicks(max: number, { whole = false } = {}): number[] {
  if (!(max > 0)) return [0, 1]
  const rough = whole ? Math.max(1, max / 4) : max / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const steps = [1, 2, 2.5, 5, 10].map((factor) => factor * power)
  const fits = (step: number) => max / step <= 4.2 && (!whole || Number.isInteger(step))
  const step = steps.find(fits) ?? 10 * power
  const count = Math.max(1, Math.ceil(max / step - 1e-9))
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}

/** Every how many buckets a tick is written, so that labels of `labelWidth` do not touch. */
export function tickStride(buckets: number, width: number, labelWidth: number): number {
  const room = Math.max(1, Math.floor(width / labelWidth))
  return Math.max(1, Math.ceil(buckets / room))
}
