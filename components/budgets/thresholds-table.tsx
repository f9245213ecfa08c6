import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { Alert } from "@/lib/alerts/schema"
import type { BudgetCourse, CourseThreshold } from "@/lib/budgets/course-schema"
import { formatDay, formatMinutes } from "@/lib/time-format"
import { momentWords } from "./burn-up-model"

export interface ThresholdsTableProps {
  name: string
  course: Pick<BudgetCourse, "thresholds" | "zone" | "bucket">
  /** Names of endpoints that are told. */
  notify: readonly string[]
  /** Of the running period. */
  alerts: readonly Alert[]
}

/** The newest alert of a threshold: told to whom, and who looks after it. */
function Told({ alert, notify }: { alert: Alert | undefined; notify: readonly string[] }) {
  if (!alert) return notify.length === 0 ? "nobody" : notify.join(", ")
  const { acknowledged, muted } = alert
  const told = muted ? "muted" : alert.notify.join(", ") || "nobody"
  return (
    <>
      {told},{" "}
      <TextLink inline href={`/alerts/${alert.id}`}>
        {acknowledged ? `taken by ${acknowledged.by}` : "alert"}
      </TextLink>
    </>
  )
}

function whenWords(
  { reached, at, on }: CourseThreshold,
  course: ThresholdsTableProps["course"],
  alert: Alert | undefined,
): string {
  if (alert) {
    const at = new Date(alert.fired_at)
    return `${formatDay(at, course.zone)}, ${formatMinutes(at, course.zone)}`
  }
  if (on === "forecast") return reached ? "as forecast now" : "–"
  if (at === null) return "–"
  return reached ? momentWords(course, at) : `expected ${momentWords(course, at)}`
}

/** The thresholds of a budget and when each was or will be reached. */
export function ThresholdsTable({ name, course, notify, alerts }: ThresholdsTableProps) {
  const alertOf = ({ on, percent }: CourseThreshold) =>
    alerts.find(({ measure, threshold }) => measure === on && threshold === percent)
  return (
    <ScrollFrame label={`${name}, by threshold`} focusable>
      <table className="table">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Threshold
            </th>
            <th scope="col" data-align="left">
              State
            </th>
            <th scope="col" data-align="left">
              When
            </th>
            <th scope="col" data-align="left">
              Told
            </th>
          </tr>
        </thead>
        <tbody>
          {course.thresholds.map((threshold) => (
            <tr key={`${threshold.on} ${threshold.percent}`}>
              <th scope="row" data-align="left">
                {threshold.percent}% {threshold.on === "actual" ? "spent" : "forecast"}
              </th>
              <td data-align="left">
                {threshold.reached ? (
                  <Status kind={threshold.percent >= 100 && threshold.on === "actual" ? "bad" : "warn"}>
                    crossed
                  </Status>
                ) : (
                  <span className="text-ink-3">not yet</span>
                )}
              </td>
              <td data-align="left" className="text-ink-2">
                {whenWords(threshold, course, alertOf(threshold))}
              </td>
              <td data-align="left" className="text-ink-2">
                <Told alert={alertOf(threshold)} notify={notify} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
