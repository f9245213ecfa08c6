import { Sparkline } from "@/components/charts/sparkline"
import { Kpi, KpiRow } from "@/components/ui/kpi"
import { TextLink } from "@/components/ui/text-link"
import { isCostUnknown } from "@/lib/health/failed-cost"
import { failedHref, faultsHref } from "@/lib/health/links"
import type { HealthRow } from "@/lib/health/queries"
import { formatAvailability, formatWait } from "@/lib/health/series"
import { failedTenths } from "@/lib/health/words"
import { picoToString } from "@/lib/money"
import { formatCount, formatTenths, splitMoney, UNKNOWN } from "@/lib/money-format"
import { comparisonWords } from "@/lib/spend/range"
import type { HealthPage } from "./health-read"

/** Below all that is usual, so that a fall under the objective is seen. */
const AVAILABILITY_BOTTOM = 0.97

/** Five figures over all that is shown. */
export function HealthFigures({ page }: { page: HealthPage }) {
  const { health, compared, view, currency, before, zone, now, trends } = page
  const { unfinished } = trends
  const { total } = health
  const { tally, fates } = total
  const against = before ? comparisonWords(before, zone, now) : ""
  const cost = picoToString(tally.failedPico)
  return (
    <section aria-label="Key figures">
      <KpiRow>
        <Kpi
          label="Availability"
          sparkline={
            <Sparkline values={trends.availability} unfinished={unfinished} bottom={AVAILABILITY_BOTTOM} />
          }
          {...split(formatAvailability(total.availability), "%")}
          {...deltaOf(pointsWords(total, compared))}
          against={against && `against ${against}`}
        />
        <Kpi
          label="Calls"
          sparkline={<Sparkline values={trends.calls} unfinished={unfinished} />}
          value={formatCount(tally.calls)}
          after={
            <TextLink quiet href={faultsHref(view)} prefetch={false}>
              {`${formatCount(tally.ends.provider)} failed at the provider`}
            </TextLink>
          }
        />
        <Kpi
          label="Latency p95"
          sparkline={<Sparkline values={trends.p95} unfinished={unfinished} />}
          {...split(formatWait(total.latency?.p95 ?? null), "\u00a0s")}
          {...deltaOf(waitWords(total, compared))}
          against={`first token ${formatWait(total.ttft?.p95 ?? null)}`}
        />
        <Kpi
          label="Rescued by a fallback"
          sparkline={<Sparkline values={trends.rescued} unfinished={unfinished} />}
          {...split(
            fates.failed === 0 ? UNKNOWN : formatTenths(Math.round((fates.rescued * 1_000) / fates.failed)),
            "%",
          )}
          after={`${formatCount(fates.rescued)} of ${formatCount(fates.failed)} failed requests`}
          against={unnamedWords(total)}
        />
        <Kpi
          label="Spent on failed attempts"
          sparkline={<Sparkline values={trends.failedCost} unfinished={unfinished} />}
          {...(isCostUnknown(tally) ? { value: UNKNOWN } : splitMoney(cost, currency))}
          after={
            <TextLink quiet href={failedHref(view)} prefetch={false}>
              {failedShareWords(total)}
            </TextLink>
          }
          against={tally.failedUnpriced > 0 && `${formatCount(tally.failedUnpriced)} of them unpriced`}
        />
      </KpiRow>
    </section>
  )
}

function split(text: string, unit: string): { value: string; small?: string } {
  return text.endsWith(unit) ? { value: text.slice(0, -unit.length), small: unit } : { value: text }
}

function failedShareWords({ tally }: HealthRow): string {
  if (isCostUnknown(tally)) return "not known"
  const share = failedTenths(tally)
  return share === null ? "no spend in the range" : `${formatTenths(share)} of spend`
}

const deltaOf = (words: string | null) => (words === null ? {} : { delta: words })

/** `down 0.21 points`. */
function pointsWords(now: HealthRow, before: HealthRow | null): string | null {
  if (now.availability === null || !before || before.availability === null) return null
  const points = (now.availability - before.availability) * 100
  if (Math.abs(points) < 0.005) return "unchanged"
  return `${points > 0 ? "up" : "down"} ${Math.abs(points).toFixed(2)} points`
}

function waitWords(now: HealthRow, before: HealthRow | null): string | null {
  const [p95, was] = [now.latency?.p95 ?? null, before?.latency?.p95 ?? null]
  if (p95 === null || was === null) return null
  const moved = Math.abs(p95 - was)
  return moved < 0.02 * was ? "within the error of 2%" : `${p95 > was ? "up" : "down"} ${formatWait(moved)}`
}

/** Failed calls that no request ties to others. */
function unnamedWords({ tally, fates }: HealthRow): string | false {
  const unnamed = tally.ends.provider - fates.failures
  return unnamed > 0 && `${formatCount(unnamed)} failed calls name no request`
}
