import type { ReportSchedule } from "@/lib/reports/schema"

export const EVERY_WORDS: Record<ReportSchedule["every"], string> = {
  day: "Every day, for the day before",
  week: "Every Monday, for the week before",
  month: "On the 2nd, for the month before",
}

/** `every Monday at 08:00`. */
export function whenWords({ every, hour }: Pick<ReportSchedule, "every" | "hour">): string {
  const day = { day: "every day", week: "every Monday", month: "on the 2nd" }[every]
  return `${day} at ${String(hour).padStart(2, "0")}:00`
}

type Letter = NonNullable<ReportSchedule["last"]>["letters"][number]

const STATES: Record<Letter["state"], string> = {
  due: "waiting",
  sending: "being sent",
  sent: "sent",
  failed: "not sent",
  unknown: "perhaps sent",
}

/** `2 sent, 1 not sent: 550 no such user`. */
export function lastWords(last: ReportSchedule["last"]): string {
  if (!last) return "none yet"
  const counts = new Map<string, number>()
  for (const { state } of last.letters) counts.set(STATES[state], (counts.get(STATES[state]) ?? 0) + 1)
  const words = [...counts].map(([state, count]) => `${count} ${state}`).join(", ")
  const fault = last.letters.find((letter) => letter.fault !== null && letter.state !== "sent")?.fault
  return fault ? `${words}: ${fault}` : words
}
