/** Draws that depend on the words it was seeded with and on nothing else. */
export interface Random {
  /** In [0, 1). */
  next(): number
  chance(probability: number): boolean
  /** Whole number in [low, high]. */
  between(low: number, high: number): number
  pick<T>(items: readonly [T, ...T[]]): T
  /** `weights` ≥ 0 and not all zero; the index of the one drawn. */
  weighted(weights: readonly number[]): number
  /** Whole number ≥ 0 with this median; `sigma` is of the logarithm. */
  logNormal(median: number, sigma: number): number
  hex(length: number): string
}

const MAX_HEX = 8

/** 128 bits of a text, well mixed; not for secrets. */
function digest(text: string): [number, number, number, number] {
  let a = 0x243f6a88
  let b = 0x85a308d3
  let c = 0x13198a2e
  let d = 0x03707344
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    a = Math.imul(a ^ code, 0x9e3779b1)
    b = Math.imul(b ^ code ^ (a >>> 15), 0x85ebca77)
    c = Math.imul(c ^ code ^ (b >>> 13), 0xc2b2ae3d)
    d = Math.imul(d ^ code ^ (c >>> 16), 0x27d4eb2f)
  }
  return [a ^ (d >>> 11), b ^ (a >>> 7), c ^ (b >>> 9), d ^ (c >>> 5)]
}

/** The small fast counter generator; twelve rounds are thrown away so that close seeds part. */
export function randomOf(...words: (string | number)[]): Random {
  let [a, b, c, counter] = digest(words.join("\u0000"))
  const bits = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let round = 0; round < 12; round += 1) bits()

  const next = () => bits() / 0x1_0000_0000
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    next,
    chance: (probability) => next() < probability,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    weighted(weights) {
      let left = next() * weights.reduce((sum, weight) => sum + weight, 0)
      for (const [index, weight] of weights.entries()) {
        left -= weight
        if (left < 0) return index
      }
      return weights.length - 1
    },
    logNormal: (median, sigma) => Math.round(median * Math.exp(sigma * normal())),
    hex(length) {
      let text = ""
      while (text.length < length) text += bits().toString(16).padStart(MAX_HEX, "0")
      return text.slice(0, length)
    },
  }
}

/** Draws ranks 0 … size − 1, rank r with weight 1 ÷ (r + 1)^exponent. */
export function zipf(size: number, exponent: number): (random: Random) => number {
  const upTo: number[] = []
  let sum = 0
  for (let rank = 0; rank < size; rank += 1) {
    sum += 1 / (rank + 1) ** exponent
    upTo.push(sum)
  }
  return (random) => {
    const at = random.next() * sum
    let low = 0
    let high = size - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((upTo[middle] ?? sum) > at) high = middle
      else low = middle + 1
    }
    return low
  }
}
