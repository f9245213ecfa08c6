import {
  assumed,
  type DecisionQuery,
  decisionQuery,
  MOST_REPEATED,
  MOST_ROUTES,
  MOST_VOLUMES,
} from "./schema"
import { parseVolume } from "./volumes"

type Params = Record<string, string | string[] | undefined>

const all = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat())

/** Reads an address as far as it means something; `ignored` names the rest. */
export function readPageQuery(params: Params): { query: DecisionQuery; ignored: string[] } {
  const ignored: string[] = []
  const kept = (name: string, isKnown: (text: string) => boolean, most = MOST_REPEATED) => {
    let count = 0
    return all(params[name]).filter((text) => {
      if (count < most && isKnown(text)) {
        count += 1
        return true
      }
      ignored.push(`${name}=${text.slice(0, 60)}`)
      return false
    })
  }
  const one = (name: "scope" | "window" | "mix") => {
    const [text] = all(params[name])
    if (text === undefined || decisionQuery.shape[name].safeParse(text).success) return text
    ignored.push(`${name}=${text.slice(0, 60)}`)
    return undefined
  }
  const [scope, window, mix] = [one("scope"), one("window"), one("mix")]
  const raw = {
    ...(scope === undefined ? {} : { scope }),
    ...(window === undefined ? {} : { window }),
    ...(mix === undefined ? {} : { mix }),
    filter: kept("filter", (text) => text.length <= 1_000),
    assume: kept("assume", (text) => assumed.safeParse(text).success),
    route: kept("route", (text) => decisionQuery.shape.route.safeParse(text).success, MOST_ROUTES),
    volume: kept("volume", (text) => parseVolume(text) !== null, MOST_VOLUMES),
  }
  return { query: decisionQuery.parse(raw), ignored }
}
