import { ViewFailed } from "@/app/(app)/view-failed"
import { IgnoredNotice } from "@/components/filters/ignored-notice"
import { BillsTable } from "@/components/reconcile/bills-table"
import { FirstBill } from "@/components/reconcile/first-bill"
import { PartsTable } from "@/components/reconcile/parts-table"
import { ReconcileTable } from "@/components/reconcile/reconcile-table"
import { TiedBars } from "@/components/reconcile/tied-bars"
import { PageFoot } from "@/components/shell/page"
import { EmptyState } from "@/components/ui/empty-state"
import { Columns, Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { baseUrl } from "@/lib/env"
import { readSection } from "@/lib/http/read-section"
import { formatCount } from "@/lib/money-format"
import { placeText } from "@/lib/reconcile/address"
import { BY_WORDS, toPartLines, toTiedBars } from "@/lib/reconcile/series"
import { answerWords, besidesWords, dayWords } from "@/lib/reconcile/words"
import type { SearchParams } from "@/lib/spend/url"
import { ChosenRow } from "./chosen-row"
import { ImportAction } from "./import-action"
import { OpenBill } from "./open-bill"
import { ReconcileFigures } from "./reconcile-figures"
import { type Reconcile, readReconcile } from "./reconcile-read"

/** How much ties out, what the rest is made of, row by row, and the bills it is held against. */
export async function ReconcileBody({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const found = await readSection("Bills", async () => readReconcile(await searchParams))
  if (!found.ok) return <ViewFailed read={found} plain="/reconcile" />
  const page = found.value
  if (page.totalBills === 0) {
    return (
      <>
        <FirstBill host={baseUrl()} mayImport={page.mayChange} />
        <p className="mt-4 md:hidden">
          <ImportAction />
        </p>
      </>
    )
  }
  return (
    <>
      <IgnoredNotice ignored={page.ignored} />
      <Answer page={page} />
      {page.answer.tied_out.tied_share !== null && <Compared page={page} />}
      {page.chosen && <ChosenRow row={page.chosen} page={page} />}
      <Bills page={page} />
      {page.opened && <OpenBill bill={page.opened} />}
      <Foot page={page} />
    </>
  )
}

function Answer({ page: { answer } }: { page: Reconcile }) {
  const [first, ...more] = answerWords(answer)
  return (
    <div className="mb-4 max-w-[80ch]">
      <p className="text-xl">{first}</p>
      {more.map((sentence) => (
        <p key={sentence} className="mt-1">
          {sentence}
        </p>
      ))}
      {besidesWords(answer).map((sentence) => (
        <p key={sentence} className="mt-1 text-ink-3">
          {sentence}
        </p>
      ))}
    </div>
  )
}

function Narrowed({ page: { choice, plainHref } }: { page: Reconcile }) {
  const words = [...choice.provider, ...choice.model.map((name) => name || "no model"), ...choice.state]
  if (words.length === 0) return null
  return (
    <p className="pb-3">
      Only {words.join(", ")}.{" "}
      <TextLink href={plainHref} prefetch={false} scroll={false}>
        Show all
      </TextLink>
    </p>
  )
}

function Compared({ page }: { page: Reconcile }) {
  const { answer, lines, choice, chosen } = page
  const bars = toTiedBars(answer)
  return (
    <>
      <ReconcileFigures answer={answer} />
      <Columns wideFirst>
        <Section plain title="Not tied out, by day" note="Of the larger of bill and ledger">
          <TiedBars bars={bars} />
        </Section>
        <Section plain title="What the difference is">
          <PartsTable lines={toPartLines(answer)} />
        </Section>
      </Columns>
      <Section
        title={BY_WORDS[choice.by]}
        note="A difference is bill less ledger; its parts sum to it, and rows to the total"
      >
        <Narrowed page={page} />
        {lines.lines.length === 0 ? (
          <EmptyState text="No row matches." />
        ) : (
          <ReconcileTable
            {...lines}
            by={choice.by}
            currency={answer.currency}
            selectedId={chosen && choice.row ? placeText(choice.row) : null}
          />
        )}
      </Section>
    </>
  )
}

function Bills({ page: { bills, totalBills, mayChange } }: { page: Reconcile }) {
  const note =
    totalBills > bills.length
      ? `The latest ${bills.length} of ${formatCount(totalBills)}. The API has all`
      : undefined
  return (
    <Section
      title="Bills"
      note={note ?? "Of each account and day the newest counts"}
      actions={
        <span className="md:hidden">
          <ImportAction />
        </span>
      }
    >
      <BillsTable lines={bills} mayDelete={mayChange} />
    </Section>
  )
}

function Foot({ page: { answer } }: { page: Reconcile }) {
  const { from, to } = answer.range
  return (
    <PageFoot
      items={[
        from === to ? dayWords(from) : `${dayWords(from)} – ${dayWords(to)}`,
        `Ledger in days of ${answer.zone}, bills in days of their own`,
        answer.currency,
        "Adjustments are in no spend",
      ]}
    />
  )
}
