import { CodeBlock } from "@/components/ui/code-block"
import { formatCount } from "@/lib/money-format"
import type { Exchange } from "@/lib/smoke/schema"

function linesOf(headers: Exchange["request_headers"]): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n")
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

/** What was posted is anybody's text. */
const pathOf = (url: string) => (URL.canParse(url) ? new URL(url).pathname : url)

const joined = (...parts: string[]) => parts.filter((part) => part !== "").join("\n\n")

/** One request and its answer, as they went over the wire but for their secrets. */
export function ExchangeView({ exchange, number }: { exchange: Exchange; number: number }) {
  const { method, url, status, fault, ms } = exchange
  const took = `${formatCount(Math.round(ms))} ms`
  const answered =
    status === null ? `no answer: ${fault}` : `${status} in ${took}${fault ? `, broken off: ${fault}` : ""}`
  const asked = joined(`${method} ${url}`, linesOf(exchange.request_headers), pretty(exchange.request_body))
  const came = joined(
    status === null ? `No answer: ${fault}` : `${status}`,
    linesOf(exchange.response_headers),
    pretty(exchange.response_body),
  )
  return (
    <article aria-label={`Exchange ${number}`} className="mt-5 min-w-0">
      <h3 className="mb-2 text-sm text-ink-2">
        {number}. {method} <span className="wrap-anywhere">{pathOf(url)}</span>, {answered}
      </h3>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <CodeBlock label={`Request ${number}`} code={asked} />
        <CodeBlock label={`Answer ${number}`} code={came} />
      </div>
    </article>
  )
}
