import "server-only"
import { lookup, Resolver } from "node:dns/promises"
import { type IncomingMessage, request as requestPlain } from "node:http"
import { request as requestSecure } from "node:https"
import { isIP, type LookupFunction } from "node:net"
import { env } from "@/lib/env"
import { AppError } from "@/lib/errors"
import { holds, isPublicAddress, rangesOf } from "@/lib/http/public-address"

/** From the first question to a name server to the last byte of the answer that is read. */
const WHOLE_MS = 15_000
const NAME_MS = 4_000
/** So much of an answer's body is read; the rest is not waited for. */
const MOST_BYTES = 8_192
const MOST_HEADERS = 16_384

/** Why nothing can be said of the other side's answer: a sentence that may be shown. */
export class OutgoingFault extends Error {}

export interface OutgoingAnswer {
  status: number
  retryAfter: string | null
  /** The beginning of the body; empty where the address is private, whose words are nobody's to read here. */
  text: string
}

export interface OutgoingRequest {
  url: string
  headers: Record<string, string>
  body: string
}

export interface OutgoingOptions {
  /** All addresses of a name, in place of the name servers. */
  resolve?: (host: string) => Promise<string[]>
  wholeMs?: number
}

function plainHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "")
}

/** Whether whoever runs the installation named this host, whatever its addresses. */
function isNamed(host: string): boolean {
  return env().OUTGOING_ALLOW.includes(host)
}

function allowedAddress(host: string, address: string): boolean {
  return isNamed(host) || holds(rangesOf(env().OUTGOING_ALLOW), address)
}

/** The one port of public addresses; those that the operator allows have any, and need no TLS. */
function isUsual({ protocol, port }: URL): boolean {
  return protocol === "https:" && port === ""
}

/**
 * An address that an organisation wrote, as far as it can be judged before a name is looked up.
 * Throws `invalid` with a sentence.
 */
export function outgoingUrl(text: string): URL {
  const refuse = (sentence: string) => new AppError("invalid", sentence)
  if (!URL.canParse(text)) throw refuse("This is no whole address: it begins with https://.")
  const url = new URL(text)
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw refuse("The address must begin with https://.")
  }
  if (url.username !== "" || url.password !== "") {
    throw refuse("The address must not hold a name and a password.")
  }
  const host = plainHost(url)
  if (isIP(host) !== 0) permitted(url, host, [host])
  return url
}

/** Those of a host's addresses that may be spoken to. Throws `invalid` where there are none. */
function permitted(url: URL, host: string, addresses: readonly string[]): string[] {
  const allowed = addresses.filter((address) => allowedAddress(host, address))
  if (allowed.length > 0) return allowed
  const open = addresses.filter(isPublicAddress)
  if (open.length === 0) {
    throw new AppError(
      "invalid",
      `${host} is not on the public internet. Whoever runs this installation can allow it by OUTGOING_ALLOW.`,
    )
  }
  if (isUsual(url)) return open
  throw new AppError("invalid", "Addresses on the public internet must be https on the usual port.")
}

async function namesOf(host: string): Promise<string[]> {
  // Names of one's own may stand in the machine's own list, which the name servers do not know.
  if (isNamed(host)) return (await lookup(host, { all: true })).map(({ address }) => address)
  // Its own socket, not the four threads that lookup() shares with everything: a name server that is silent
  // keeps nobody else waiting.
  const resolver = new Resolver({ timeout: NAME_MS / 2, tries: 2 })
  const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  return found.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []))
}

async function addressesOf(url: URL, resolve: (host: string) => Promise<string[]>): Promise<string[]> {
  const host = plainHost(url)
  if (isIP(host) !== 0) return permitted(url, host, [host])
  const found = await resolve(host).catch(() => [])
  if (found.length === 0) throw new OutgoingFault(`No address of ${host} was found.`)
  return permitted(url, host, found)
}

/** Answers the connection's question for a name with what was judged, so that no second answer is ever used. */
function judged(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_, options, done) => {
    const [first] = all
    if (options.all || !first) done(null, all)
    else done(null, first.address, first.family)
  }
}

async function bodyOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of answer) {
      parts.push(part)
      bytes += part.length
      if (bytes >= MOST_BYTES) break
    }
  } catch {
    // The status is known: a body that breaks off or drips changes nothing of what became of the request.
  }
  return Buffer.concat(parts).subarray(0, MOST_BYTES).toString("utf8")
}

function wordsOf(error: NodeJS.ErrnoException, host: string): string {
  if (error.name === "AbortError" || error.name === "TimeoutError") {
    return `${host} did not answer within ${WHOLE_MS / 1_000} seconds.`
  }
  if (error.code === "ECONNREFUSED") return `${host} refused the connection.`
  return `${host} could not be reached: ${error.code ?? error.message}.`
}

function send({ url: text, headers, body }: OutgoingRequest, addresses: string[], signal: AbortSignal) {
  const url = new URL(text)
  const start = url.protocol === "https:" ? requestSecure : requestPlain
  return new Promise<IncomingMessage>((resolve, reject) => {
    const options = {
      method: "POST",
      headers: { ...headers, "content-length": Buffer.byteLength(body), connection: "close" },
      ...{ agent: false, lookup: judged(addresses), maxHeaderSize: MOST_HEADERS, signal },
    }
    start(url, options, resolve).once("error", reject).end(body)
  })
}

/**
 * Posts to an address that an organisation wrote. The name is looked up once and the connection goes to what was
 * judged; no redirect is followed, no proxy of the environment is used, time and size are capped. Throws
 * OutgoingFault where no answer came, and `invalid` for where nothing may be sent to.
 */
export async function postOutside(
  request: OutgoingRequest,
  { resolve = namesOf, wholeMs = WHOLE_MS }: OutgoingOptions = {},
): Promise<OutgoingAnswer> {
  const url = outgoingUrl(request.url)
  const signal = AbortSignal.timeout(wholeMs)
  const addresses = await addressesOf(url, resolve)
  try {
    const answer = await send(request, addresses, signal)
    const from = answer.socket.remoteAddress ?? ""
    const text = await bodyOf(answer)
    answer.destroy()
    return {
      status: answer.statusCode ?? 0,
      retryAfter: answer.headers["retry-after"] ?? null,
      text: isPublicAddress(from) ? text : "",
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new OutgoingFault(wordsOf(error, plainHost(url)), { cause: error })
  }
}
