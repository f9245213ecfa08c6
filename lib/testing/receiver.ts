import { once } from "node:events"
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

export interface TakenRequest {
  path: string
  headers: IncomingHttpHeaders
  body: string
  bytes: Buffer
}

export interface Receiver {
  url: string
  requests: TakenRequest[]
  /** Connections that were opened, whatever came over them. */
  connections: number
  /** How requests are answered; 200 unless set. */
  answer: (response: ServerResponse, request: TakenRequest) => void
  close: () => Promise<void>
}

const fine = (response: ServerResponse) => void response.writeHead(200).end("ok")

/** A real HTTP server on this machine that keeps what it is sent. */
export async function startReceiver(): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const bytes = Buffer.concat(parts)
    const taken = { path: request.url ?? "", headers: request.headers, body: bytes.toString("utf8"), bytes }
    made.requests.push(taken)
    made.answer(response, taken)
  })
  const made: Receiver = {
    ...{ url: "", requests: [], connections: 0, answer: fine },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  server.on("connection", () => {
    made.connections += 1
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  made.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return made
}
