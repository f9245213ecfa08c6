import { readdirSync } from "node:fs"
import { join } from "node:path"
import { handlersOf } from "@/lib/http/openapi"
import { isRefusal, type RouteHandler } from "@/lib/http/route"

export interface FoundRoute {
  /** `GET /api/v1/keys/{id}` */
  name: string
  path: string
  handler: RouteHandler
}

function pathOf(file: string): string {
  return `/${file}`
    .replace(/\/route\.ts$/, "")
    .replaceAll(/\/\([^)]+\)/g, "")
    .replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}")
}

/** Every verb of every route file under `app`, found on disk, without those that only answer 405. */
export async function routesOnDisk(): Promise<FoundRoute[]> {
  const root = join(process.cwd(), "app")
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(^|\/)route\.ts$/.test(file),
  )
  const found: FoundRoute[] = []
  for (const file of files.sort()) {
    const path = pathOf(file)
    for (const [method, handler] of handlersOf(await import(join(root, file)))) {
      if (!isRefusal(handler)) found.push({ name: `${method} ${path}`, path, handler })
    }
  }
  return found
}
