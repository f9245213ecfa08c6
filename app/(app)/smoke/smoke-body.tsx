import { SectionFailed } from "@/app/(app)/section-failed"
import { PageFoot } from "@/components/shell/page"
import { ComparisonTable } from "@/components/smoke/comparison-table"
import { FirstRun } from "@/components/smoke/first-run"
import { RunsTable } from "@/components/smoke/runs-table"
import { Notice } from "@/components/ui/notice"
import { Section } from "@/components/ui/section"
import { baseUrl } from "@/lib/env"
import { readSection } from "@/lib/http/read-section"
import { formatCount } from "@/lib/money-format"
import type { SmokeRun } from "@/lib/smoke/schema"
import { runName, runSentences, spentWords } from "@/lib/smoke/words"
import { formatInstant } from "@/lib/time-format"
import { ChosenResult } from "./chosen-result"
import { readSmoke, type SmokePage } from "./smoke-read"

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** What the newest run says in sentences, its results by route, and the runs there are. */
export async function SmokeBody({ searchParams }: Props) {
  const found = await readSection("Smoke runs", async () => readSmoke(await searchParams))
  if (!found.ok) return <SectionFailed {...found} />
  const page = found.value
  if (page.total === 0) return <FirstRun host={baseUrl()} />
  return <Found page={page} />
}

function Answer({ run, zone }: { run: SmokeRun; zone: string }) {
  const [first, ...more] = runSentences(run)
  const when = formatInstant(new Date(run.started_at), zone)
  return (
    <div className="mb-5 max-w-[80ch]">
      <p className="text-xl">{first}</p>
      {more.map((sentence) => (
        <p key={sentence} className="mt-1">
          {sentence}
        </p>
      ))}
      <p className="mt-1 text-ink-3">
        {runName(run)}, {when}; {spentWords(run)}.
      </p>
    </div>
  )
}

function Found({ page }: { page: SmokePage }) {
  const { runs, gone, zone, comparison, chosen, lines, mayDelete, total } = page
  const listed =
    total > lines.length ? `The latest ${lines.length} of ${formatCount(total)}. The API has all` : undefined
  return (
    <>
      {gone.length > 0 && (
        <Notice state="info">
          {gone.length === 1 ? `Run ${gone[0]} is not there.` : `Runs ${gone.join(", ")} are not there.`}
        </Notice>
      )}
      {runs.map((run) => (
        <Answer key={run.id} run={run} zone={zone} />
      ))}
      {runs.length > 0 && (
        <Section
          title={runs.length > 1 ? "Runs and routes compared" : "Routes compared"}
          note="A result opens what was sent and what came back, without secrets"
        >
          <ComparisonTable comparison={comparison} />
        </Section>
      )}
      {chosen && <ChosenResult {...chosen} />}
      <Section title="Runs" note={listed}>
        <RunsTable lines={lines} mayDelete={mayDelete} />
      </Section>
      <PageFoot
        items={[
          zone,
          "US dollars, by the list prices of the suite",
          "Probes are in no spend and no health figure",
        ]}
      />
    </>
  )
}
