import type { Pico } from "@/lib/money"
import { Baseline, type SeriesHour } from "./baseline"

/** Hours in a row that cost far more than hours like them. */
export interface Episode {
  from: Date
  until: Date
  expected: Pico
  actual: Pico
  /** It reaches to the last hour that was looked at. */
  isOpen: boolean
}

export interface Asked {
  /** Hours from here on are looked at; those before are what they are compared with. */
  from: Date
  /** What an episode must have cost beyond what was expected. */
  least: Pico
}

/** Standard deviations, as the MAD tells them, and times what comes about once in two hundred hours. */
const FAR = 6
const BEYOND_BURSTS = 1.5

/** The episodes of a series whose hours come without gaps, oldest first. */
export function findEpisodes(hours: readonly SeriesHour[], { from, least }: Asked): Episode[] {
  const baseline = new Baseline(hours)
  const strays = new Map<number, ReturnType<Baseline["strays"]>>()
  const episodes: Episode[] = []
  let running: Episode | null = null
  let calm = 0
  hours.forEach(({ start, day, hour, pico }, index) => {
    if (start < from || pico === null) return
    const expected = baseline.expected(day, hour)
    if (!expected) return
    const usual = strays.get(day) ?? baseline.strays(day)
    strays.set(day, usual)
    const scale = Math.max(expected.scale, usual.share * expected.pico, usual.amount)
    const beyond = Number(pico) - expected.pico
    const isFar = beyond > FAR * scale && beyond > BEYOND_BURSTS * usual.burst
    const until = hours[index + 1]?.start ?? new Date(start.getTime() + 3_600_000)
    if (isFar) {
      const wanted = BigInt(Math.round(expected.pico))
      if (running && calm === 0) extend(running, until, wanted, pico)
      else {
        running = { from: start, until, expected: wanted, actual: pico, isOpen: false }
        episodes.push(running)
      }
      calm = 0
    } else calm += 1
  })
  const end = hours.at(-1)?.start
  return episodes
    .filter(({ expected, actual }) => actual - expected >= least)
    .map((episode) => ({ ...episode, isOpen: end !== undefined && episode.until > end }))
}

function extend(episode: Episode, until: Date, expected: Pico, actual: Pico): void {
  episode.until = until
  episode.expected += expected
  episode.actual += actual
}
