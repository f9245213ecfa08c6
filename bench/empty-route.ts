import { spawn, spawnSync } from "node:child_process"
import { resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

const next = resolve("node_modules/next/dist/bin/next")
const folder = resolve("bench/empty")

export interface EmptyRoute {
  url: string
  stop(): void
}

/** Builds and starts the smallest Next application, in production like the product itself. */
export async function startEmptyRoute(port: number): Promise<EmptyRoute> {
  const env = { ...process.env, NODE_ENV: "production" as const, NODE_OPTIONS: "" }
  const built = spawnSync(process.execPath, [next, "build", folder], { env, encoding: "utf8" })
  if (built.status !== 0)
    throw new Error(`The empty route could not be built: ${built.stdout}${built.stderr}`)
  const child = spawn(process.execPath, [next, "start", folder, "-H", "127.0.0.1", "-p", String(port)], {
    env,
    stdio: "ignore",
  })
  const url = `http://127.0.0.1:${port}`
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await fetch(url, { method: "POST" }).catch(() => null)
    if (answer?.ok) return { url, stop: () => child.kill() }
    await sleep(100)
  }
  child.kill()
  throw new Error("The empty route did not answer.")
}
