import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as z from "zod"

/** A message as a receiver saw it. */
export interface Sighting {
  title: string
  webhookId: string
  at: number
}

export interface Hook {
  url: string
  sightings: Sighting[]
  close: () => Promise<void>
}

const body = z.object({ data: z.object({ title: z.string() }) })

/** A receiver of webhooks on this machine that notes what it is told, and when. */
export async function startHook(): Promise<Hook> {
  const sightings: Sighting[] = []
  const server = createServer(async (request, response) => {
    const at = Date.now()
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const { data } = body.parse(JSON.parse(Buffer.concat(parts).toString("utf8")))
    sightings.push({ title: data.title, webhookId: String(request.headers["webhook-id"]), at })
    response.writeHead(200).end()
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sightings,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
