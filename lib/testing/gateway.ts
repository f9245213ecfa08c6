import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

const PROGRAM = fileURLToPath(import.meta.resolve("@portkey-ai/gateway/build/start-server.js"))
/** The program listens on every interface of the machine; here it keeps to this machine. */
const LOOPBACK = `
  import { Server } from "node:net"
  const { listen } = Server.prototype
  Server.prototype.listen = function (port, ...rest) {
    return listen.call(this, { port: Number(port), host: "127.0.0.1" }, rest.find((each) => typeof each === "function"))
  }`
const READY_MS = 60_000

export interface Gateway {
  url: string
  close: () => Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  if (typeof address !== "object" || address === null) throw new Error("There is no free port.")
  return address.port
}

async function isReady(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** The real Portkey gateway, in front of servers on this machine. */
export async function startGateway(): Promise<Gateway> {
  const port = await freePort()
  const child = spawn(
    process.execPath,
    [
      "--import",
      `data:text/javascript,${encodeURIComponent(LOOPBACK)}`,
      PROGRAM,
      `--port=${port}`,
      "--headless",
    ],
    {
      stdio: "ignore",
      env: { PATH: process.env.PATH, TRUSTED_CUSTOM_HOSTS: "127.0.0.1", NODE_ENV: "production" },
    },
  )
  const url = `http://127.0.0.1:${port}`
  const until = performance.now() + READY_MS
  while (!(await isReady(url))) {
    if (child.exitCode !== null || performance.now() > until) {
      child.kill("SIGKILL")
      throw new Error("The gateway did not start.")
    }
    await sleep(100)
  }
  return {
    url,
    close: async () => {
      if (child.exitCode !== null) return
      child.kill("SIGTERM")
      await once(child, "exit")
    },
  }
}
