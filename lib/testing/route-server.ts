import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import type { RouteHandler } from "@/lib/http/route"

export interface RouteServer {
  url: string
  /** Answers itself what returns true, before or instead of the routes; none unless set. */
  trouble: (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>
  close: () => Promise<void>
}

async function requestOf(request: IncomingMessage, url: string): Promise<Request> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value))
  const { method = "GET" } = request
  const body = method === "GET" ? null : new Uint8Array(await buffer(request))
  return new Request(url + request.url, { method, headers, body })
}

/** The product's own routes, given as `POST /api/v1/events`, behind a real HTTP server. */
export async function startRoutes(routes: Record<string, RouteHandler>): Promise<RouteServer> {
  const server = createServer(async (request, response) => {
    try {
      const asked = await requestOf(request, made.url)
      if (await made.trouble(request, response)) return
      const handler = routes[`${request.method} ${request.url?.split("?")[0]}`]
      const answer = handler ? await handler(asked) : new Response("No such route.", { status: 404 })
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      response.end(Buffer.from(await answer.arrayBuffer()))
    } catch {
      // Whoever asked has gone.
      response.destroy()
    }
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const made: RouteServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    trouble: () => false,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  return made
}
