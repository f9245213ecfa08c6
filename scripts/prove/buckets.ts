import type { Question } from "./direct"

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    hourCycle: "h23",
    timeZoneName: "longOffset",
  })
  formats.set(zone, made)
  return made
}

/** `GMT+05:45` as 345. */
function minutesOf(offset: string): number {
  const [, sign, hours = "0", minutes = "0"] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(offset) ?? []
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/** A bucket's start in the local words that the SQL of this proof names buckets by. */
export function bucketName(start: string, interval: Question["interval"], zone: string): string {
  const parts = formatOf(zone).formatToParts(new Date(start))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? ""
  const month = `${part("year")}-${part("month")}`
  if (interval === "month") return month
  const day = `${month}-${part("day")}`
  return interval === "hour" ? `${day} ${part("hour")} ${minutesOf(part("timeZoneName"))}` : day
}
