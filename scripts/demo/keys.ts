import * as z from "zod"
import { createdKey, keySummary } from "@/lib/auth/key-schema"
import { SOURCES, type SourceName } from "./workloads"

const listed = z.object({ keys: z.array(keySummary) })

async function call(url: string, adminKey: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, {
    ...init,
    headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`)
  return text === "" ? null : JSON.parse(text)
}

/**
 * A key for each of the demo's sources, through the API. Keys of an earlier run end: what they were is
 * known to nobody any more.
 */
export async function createSourceKeys(
  baseUrl: string,
  adminKey: string,
): Promise<Record<SourceName, string>> {
  const url = `${baseUrl}/api/v1/keys`
  const { keys } = listed.parse(await call(url, adminKey, { method: "GET" }))
  const names = new Set<string>(SOURCES)
  for (const { id, name, environment, revoked_at } of keys) {
    if (environment === "demo" && names.has(name) && revoked_at === null) {
      await call(`${url}/${id}`, adminKey, { method: "DELETE" })
    }
  }
  const made: [SourceName, string][] = []
  for (const source of SOURCES) {
    const body = { name: source, source, environment: "demo", scopes: ["ingest", "backfill"] }
    const answer = await call(url, adminKey, { method: "POST", body: JSON.stringify(body) })
    made.push([source, createdKey.parse(answer).key])
  }
  return Object.fromEntries(made) as Record<SourceName, string>
}
