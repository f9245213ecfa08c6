import { createServer, type IncomingMessage, request as open, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Random } from "../demo/random"

export interface ProxyCounts {
  requests: number
  /** Answers that the server gave and the client never got. */
  cut: number
  /** Requests that reached the server twice. */
  doubled: number
}

export interface FaultyProxy {
  url: string
  counts: ProxyCounts
  /** The second answers to doubled requests, by the first body's text. */
  secondAnswers: { body: string; first: string; second: string }[]
  /** Bodies whose answer was cut. */
  cutBodies: string[]
  close(): Promise<void>
}

export interface ProxyOptions {
  target: string
  /** Share of requests whose connection ends after the server answered, which is after COMMIT. */
  cut: number
  /** Share of requests that are sent on twice. */
  doubled: number
  random: Random
}

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function forward(target: string, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Without an encoding asked for, the answer can be read here on its way.
    const { host: _, connection: __, "accept-encoding": ___, ...headers } = incoming.headers
    const outgoing = open(
      `${target}${incoming.url ?? "/"}`,
      { method: incoming.method ?? "GET", headers: { ...headers, "content-length": body.length } },
      (answer) => {
        bodyOf(answer).then(
          (bytes) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: bytes }),
          reject,
        )
      },
    )
    outgoing.once("error", reject)
    outgoing.end(body)
  })
}

/** A bad network between client and server: it loses answers and repeats requests. */
export async function startProxy({ target, cut, doubled, random }: ProxyOptions): Promise<FaultyProxy> {
  const counts: ProxyCounts = { requests: 0, cut: 0, doubled: 0 }
  const secondAnswers: FaultyProxy["secondAnswers"] = []
  const cutBodies: string[] = []

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming)
    counts.requests += 1
    const draw = random.next()
    if (draw < cut) {
      await forward(target, incoming, body)
      counts.cut += 1
      cutBodies.push(body.toString())
      incoming.socket.destroy()
      return
    }
    const sent = [forward(target, incoming, body)]
    const twice = draw < cut + doubled
    // Half of the repeats travel beside the first, half behind it.
    if (twice && random.chance(0.5)) await sent[0]
    if (twice) sent.push(forward(target, incoming, body))
    const [first, second] = await Promise.all(sent)
    if (!first) return
    if (second) {
      counts.doubled += 1
      secondAnswers.push({
        body: body.toString(),
        first: first.body.toString(),
        second: second.body.toString(),
      })
    }
    outgoing.writeHead(first.status, { "content-type": String(first.headers["content-type"]) })
    outgoing.end(first.body)
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => incoming.socket.destroy())
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    secondAnswers,
    cutBodies,
    close() {
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}
