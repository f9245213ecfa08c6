import { GREY, LINE, letterFrame, linkTo } from "@/lib/mail/letter-frame"
import { html, type Markup } from "@/lib/mail/markup"
import { oneLine } from "@/lib/mail/one-line"
import { formatChangeTenths, formatTenths, UNKNOWN } from "@/lib/money-format"
import type { SpendLine } from "@/lib/spend/spend-lines"
import type { ReportFigures } from "./report-figures"

export interface ReportLetter {
  subject: string
  text: string
  html: string
}

interface Cells {
  name: string
  share: string
  billed: string
  change: string
}

function cellsOf(line: SpendLine, compares: boolean): Cells {
  const percent = line.isNew
    ? "new"
    : line.changeTenths === null
      ? UNKNOWN
      : formatChangeTenths(line.changeTenths)
  return {
    name: oneLine(line.name),
    share: line.share === null ? "" : formatTenths(line.share),
    billed: line.billed === null ? UNKNOWN : line.billedText,
    change: !compares || line.change === null ? "" : `${line.changeText} (${percent})`,
  }
}

const CELL = `padding:6px 0 6px 16px;text-align:right;border-top:1px solid ${LINE};white-space:nowrap`
const FIRST = `padding:6px 0;text-align:left;border-top:1px solid ${LINE}`

function rowOf({ name, share, billed, change }: Cells, weight: number): Markup {
  return html`<tr style="font-weight:${weight}"><th scope="row" style="${FIRST};font-weight:${weight}">${name}</th><td style="${CELL}">${share}</td><td style="${CELL}">${billed}</td><td style="${CELL};color:${GREY}">${change}</td></tr>`
}

type Figure = ReportFigures["headlines"][number]

/** `up 12.5%, $4,898.21 more than 1–19 Oct`: how a figure moved, and what it is held against. */
function changeOf({ delta, after, against }: Figure): string {
  const moved = delta === null ? "" : `${delta}${after ?? ""}`
  return [moved, against ?? ""].filter(Boolean).join(against?.startsWith("than ") ? " " : ", ")
}

function figureOf(figure: Figure): Markup {
  const { label, value, small } = figure
  const words = changeOf(figure)
  return html`<p style="margin:0 0 12px"><span style="color:${GREY};font-size:13px">${label}</span><br><b style="font-size:22px;font-weight:600">${value}${small}</b> <span style="color:${GREY}">${words}</span></p>`
}

function unpricedSentence(calls: number): string {
  if (calls === 0) return ""
  return `${calls.toLocaleString("en-US")} ${calls === 1 ? "call has" : "calls have"} no known cost and ${calls === 1 ? "is" : "are"} in no amount here.`
}

const TABLE_LEFT_OUT = "The table is too long for a letter: open the page to download it."

function tableOf(figures: ReportFigures, rows: readonly Cells[], total: Cells): Markup {
  const heads = ["Share", "Billed", figures.compares ? "Change" : ""]
  const head = `${CELL};border-top:0;color:${GREY};font-weight:400`
  return html`<table role="presentation" style="width:100%;margin-top:20px;border-collapse:collapse;font-variant-numeric:tabular-nums"><thead><tr><th scope="col" style="${FIRST};border-top:0;color:${GREY};font-weight:400">${figures.dimension}</th>${heads.map((word) => html`<th scope="col" style="${head}">${word}</th>`)}</tr></thead><tbody>${rows.map((row) => rowOf(row, 400))}${rowOf(total, 600)}</tbody></table>`
}

interface Words {
  title: string
  /** What is to be known about the figures. */
  notes: readonly string[]
  unsubscribe: string
}

function plain(figures: ReportFigures, rows: readonly Cells[], { title, notes, unsubscribe }: Words): string {
  const width = Math.max(...rows.map(({ name }) => name.length))
  const money = Math.max(...rows.map(({ billed }) => billed.length))
  const lines = rows.map(({ name, billed, change }) =>
    `${name.padEnd(width)}  ${billed.padStart(money)}  ${change}`.trimEnd(),
  )
  const headlines = figures.headlines.map((figure) => {
    const words = changeOf(figure)
    return `${figure.label}: ${figure.value}${figure.small}${words ? ` (${words})` : ""}`
  })
  return [
    ...[title, "", ...headlines, "", ...lines, ""],
    ...notes.flatMap((note) => [note, ""]),
    ...[
      figures.href,
      "",
      `${figures.zone}. Data to ${figures.asOf}.`,
      `No more of these: ${unsubscribe}`,
      "",
    ],
  ].join("\n")
}

/**
 * A report as a letter: the page's figures, without pictures and without anything fetched. What senders and
 * members wrote stays within its line.
 */
export function reportLetter(
  name: string,
  figures: ReportFigures,
  unsubscribe: string,
  { tableLeftOut = false } = {},
): ReportLetter {
  const { lines, total, compares, range } = figures
  const organisation = oneLine(figures.organisation)
  const title = `${oneLine(name)}, ${range}`
  const [rows, whole] = [lines.map((line) => cellsOf(line, compares)), cellsOf(total, compares)]
  const notes = [unpricedSentence(figures.unpricedCalls), tableLeftOut ? TABLE_LEFT_OUT : ""].filter(Boolean)
  const body = html`<h1 style="margin:0 0 4px;font-size:20px;line-height:1.3">${title}</h1>
<p style="margin:0 0 20px;color:${GREY}">${organisation}</p>
${figures.headlines.map(figureOf)}${tableOf(figures, rows, whole)}
${notes.map((note) => html`<p style="margin:16px 0 0">${note}</p>`)}
<p style="margin:20px 0 0">${linkTo(figures.href, "Open in Tollgate")}</p>`
  const foot = html`${figures.zone}. Data to ${figures.asOf}. ${linkTo(unsubscribe, "No more of these")}`
  return {
    subject: `${organisation}: ${title}`,
    text: plain(figures, [...rows, whole], { title: `${organisation}: ${title}`, notes, unsubscribe }),
    html: letterFrame(title, body, foot),
  }
}
