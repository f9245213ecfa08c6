import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status } from "@/components/ui/status"
import type { BudgetCourse, CourseThreshold } from "@/lib/budgets/course-schema"
import { momentWords } from "./burn-up-model"

export interface ThresholdsTableProps {
  name: string
  course: Pick<BudgetCourse, "thresholds" | "zone" | "bucket">
  /** Names of endpoints that are told. */
  notify: readonly string[]
}

function whenWords({ reached, at, on }: CourseThreshold, course: ThresholdsTableProps["course"]): string {
  if (on === "forecast") return reached ? "as forecast now" : "–"
  if (at === null) return "–"
  return reached ? momentWords(course, at) : `expected ${momentWords(course, at)}`
}

/** The thresholds of a budget and when each was or will be reached. */
export function ThresholdsTable({ name, course, notify }: ThresholdsTableProps) {
  const told = notify.length === 0 ? "nobody" : notify.join(", ")
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
                {whenWords(threshold, course)}
              </td>
              <td data-align="left" className="text-ink-2">
                {told}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
