import { once } from "node:events"
import type { AddressInfo, Socket } from "node:net"
import { SMTPServer } from "smtp-server"

export interface TakenLetter {
  to: string[]
  /** As it came over the wire. */
  raw: string
}

export interface MailServer {
  url: string
  letters: TakenLetter[]
  /** What the next letters meet, by their recipient: a code of SMTP, or a line that breaks once the letter is whole. */
  faults: Map<string, number | "break">
  /** Called before a letter is answered. */
  onLetter: (() => void) | null
  close: () => Promise<void>
}

/** A real SMTP server on this machine that keeps what it takes. */
export async function startMailServer(): Promise<MailServer> {
  const letters: TakenLetter[] = []
  const faults: MailServer["faults"] = new Map()
  const made: MailServer = {
    ...{ url: "", letters, faults, onLetter: null },
    close: () => new Promise((done) => server.close(() => done())),
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo({ address }, _, done) {
      const fault = faults.get(address)
      if (typeof fault !== "number") return done()
      done(Object.assign(new Error("Not this one"), { responseCode: fault }))
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on("data", (part: Buffer) => parts.push(part))
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        letters.push({ to, raw: Buffer.concat(parts).toString("utf8") })
        made.onLetter?.()
        if (!to.some((address) => faults.get(address) === "break")) return done()
        for (const socket of sockets) socket.destroy()
      })
    },
  })
  const sockets = new Set<Socket>()
  server.server.on("connection", (socket: Socket) => sockets.add(socket))
  server.on("error", () => undefined)
  server.listen(0, "127.0.0.1")
  await once(server.server, "listening")
  const { port } = server.server.address() as AddressInfo
  made.url = `smtp://127.0.0.1:${port}`
  return made
}

/** The decoded text and HTML of a letter that came over the wire. */
export function partsOf(raw: string): string {
  return raw
    .replace(/=\r\n/g, "")
    .replace(/((?:=[0-9A-F]{2})+)/g, (signs) =>
      Buffer.from(signs.replaceAll("=", ""), "hex").toString("utf8"),
    )
}
