import type { Exchange } from "./schema"

/** Headers that hold a secret whatever they look like. */
const SECRET_HEADERS =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key|x-goog-api-key)$|(?:^|[-_])(?:key|token|secret|password|auth|credential|signature|cookie)s?(?:$|[-_])/i
/** Counts of tokens are no tokens. */
const NO_SECRET_HEADERS = /ratelimit|rate-limit/i

const LOOKED_LIKE = "[redacted]"

/**
 * What looks like a key wherever it stands: of this product, of the vendors, of clouds, and JSON web tokens. What a
 * match begins with is kept where it is no secret. Nothing looks behind, and what repeats is bounded or begins once,
 * so that no text takes longer than its length.
 */
const SECRET_LOOKS: readonly (readonly [RegExp, string])[] = [
  [/\btg_[a-z0-9]{1,64}_[a-z0-9]{1,64}_\w+/gi, LOOKED_LIKE],
  [/\b(?:sk|pk|rk|gsk|xai|pplx|hf|r8|fw|csk|nvapi)[-_][\w-]{12,}/gi, LOOKED_LIKE],
  [/\bAIza[\w-]{20,}/g, LOOKED_LIKE],
  [/\bAKIA[0-9A-Z]{12,}/g, LOOKED_LIKE],
  [/\beyJ[\w-]{8,2048}\.[\w-]{8,}\.[\w-]*/g, LOOKED_LIKE],
  [/\b((?:Bearer|Basic)\s{1,64})[\w.~+/=-]{6,}/gi, `$1${LOOKED_LIKE}`],
  [/(:\/\/)[^\s/@":]*:[^\s/@"]+(?=@)/g, `$1${LOOKED_LIKE}`],
]

export type Redactor = (text: string) => string

/** Ways in which a secret may come back from whoever was sent it. */
function writings(secret: string): string[] {
  const base64 = Buffer.from(secret).toString("base64")
  const json = JSON.stringify(secret).slice(1, -1)
  return [secret, json, encodeURIComponent(secret), base64, base64.replace(/=+$/, "")]
}

/**
 * Takes known secrets out of a text, in any writing, and what looks like one. `secrets` are by the names that
 * stand in their place.
 */
export function redactor(secrets: ReadonlyMap<string, string>): Redactor {
  const known = [...secrets]
    .filter(([, secret]) => secret !== "")
    .flatMap(([name, secret]) => writings(secret).map((writing) => [writing, `[${name}]`] as const))
    .sort(([a], [b]) => b.length - a.length)
  return (text) => {
    let clean = text
    for (const [writing, name] of known) clean = clean.replaceAll(writing, name)
    for (const [look, instead] of SECRET_LOOKS) clean = clean.replace(look, instead)
    return clean
  }
}

/** By looks alone, for what somebody else has redacted by its values. */
export const redactLooks = redactor(new Map())

export function isSecretHeader(name: string): boolean {
  return SECRET_HEADERS.test(name) && !NO_SECRET_HEADERS.test(name)
}

export function redactHeaders(headers: Iterable<readonly [string, string]>, redact: Redactor) {
  return Object.fromEntries(
    [...headers].map(([name, value]) => [
      name,
      isSecretHeader(name) ? maskedHeader(value, redact) : redact(value),
    ]),
  )
}

/** The name of a secret that is known tells which one it was. */
function maskedHeader(value: string, redact: Redactor): string {
  return /^(?:Bearer |Basic )?\[\w+\]$/.test(redact(value)) ? redact(value) : LOOKED_LIKE
}

export function redactExchange(exchange: Exchange, redact: Redactor): Exchange {
  return {
    ...exchange,
    url: redact(exchange.url),
    request_headers: redactHeaders(Object.entries(exchange.request_headers), redact),
    request_body: redact(exchange.request_body),
    response_headers: redactHeaders(Object.entries(exchange.response_headers), redact),
    response_body: redact(exchange.response_body),
    fault: exchange.fault === null ? null : redact(exchange.fault),
  }
}
