import { ScrollFrame } from "@/components/ui/scroll-frame"
import { TextLink } from "@/components/ui/text-link"
import { DifferenceDot, type DotPlace } from "./difference-dot"

/** A mix as its row says it. */
export interface MixLine {
  id: string
  name: string
  note: string
  tokens: string
  fees: string
  failures: string
  engineering: string
  total: string
  difference: string
  interval: string
  place: DotPlace | null
}

export interface MixesTableProps {
  lines: readonly MixLine[]
  /** What mixes are compared with: `today`. */
  against: string
  /** The ends of the scale that differences are drawn on. */
  ends: readonly [string, string]
  /** Where each part of a total comes from. */
  links: { tokens: string; failures: string; assumptions: string }
}

/** On phones the rest has no room; on paper it has. */
const WIDE = "max-md:not-print:hidden"

function Head({ against, ends: [low, high] }: Pick<MixesTableProps, "against" | "ends">) {
  return (
    <thead>
      <tr>
        <th scope="col" data-align="left">
          Route for all traffic
        </th>
        {["Tokens", "Fees", "Failures", "Engineering"].map((part) => (
          <th key={part} scope="col" className={WIDE}>
            {part}
          </th>
        ))}
        <th scope="col" aria-sort="ascending">
          Total per month ↑
        </th>
        <th scope="col">Against {against}</th>
        <th scope="col" data-phone="hidden">
          <span aria-hidden="true" className="ml-auto flex w-35 justify-between">
            <span>{low}</span>
            <span>0</span>
            <span>{high}</span>
          </span>
          <span className="sr-only">Difference, drawn</span>
        </th>
        <th scope="col" className={WIDE}>
          90% interval
        </th>
      </tr>
    </thead>
  )
}

function Row({ line, links }: { line: MixLine; links: MixesTableProps["links"] }) {
  const parts: readonly (readonly [string, string, string])[] = [
    ["tokens", line.tokens, links.tokens],
    ["fees", line.fees, links.assumptions],
    ["failures", line.failures, links.failures],
    ["engineering", line.engineering, links.assumptions],
  ]
  return (
    <tr {...(line.id === "least" ? { "aria-selected": true } : {})}>
      <th scope="row" data-align="left">
        <span className="block py-1.5 leading-tight whitespace-normal">
          <span className={line.id === "least" ? "font-semibold" : ""}>{line.name}</span>
          <span className="block text-[0.92em] text-ink-3">{line.note}</span>
        </span>
      </th>
      {parts.map(([part, text, href]) => (
        <td key={part} className={WIDE}>
          <TextLink quiet href={href} prefetch={false}>
            {text}
          </TextLink>
        </td>
      ))}
      <td className="font-semibold">{line.total}</td>
      <td>{line.difference}</td>
      <td data-phone="hidden">{line.place && <DifferenceDot place={line.place} />}</td>
      <td className={`text-ink-2 ${WIDE}`}>{line.interval}</td>
    </tr>
  )
}

/** Whole mixes of routes beside each other, the cheapest first. */
export function MixesTable({ lines, against, ends, links }: MixesTableProps) {
  return (
    <ScrollFrame label="Mixes of routes">
      <table className="table">
        <Head against={against} ends={ends} />
        <tbody>
          {lines.map((line) => (
            <Row key={line.id} line={line} links={links} />
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
