import * as z from "zod"
import { createdKey, keySummary } from "@/lib/auth/key-schema"
import { callApi } from "./api"
import { SOURCES, type SourceName } from "./workloads"

const listed = z.object({ keys: z.array(keySummary) })

/**
 * A key for each of the demo's sources, through the API. Keys of an earlier run end: what they were is
 * known to nobody any more.
 */
export async function createSourceKeys(
  baseUrl: string,
  adminKey: string,
): Promise<Record<SourceName, string>> {
  const url = `${baseUrl}/api/v1/keys`
  const { keys } = listed.parse(await callApi(url, adminKey, "GET"))
  const names = new Set<string>(SOURCES)
  for (const { id, name, environment, revoked_at } of keys) {
    if (environment === "demo" && names.has(name) && revoked_at === null) {
      await callApi(`${url}/${id}`, adminKey, "DELETE")
    }
  }
  const made: [SourceName, string][] = []
  for (const source of SOURCES) {
    const body = { name: source, source, environment: "demo", scopes: ["ingest", "backfill"] }
    const answer = await callApi(url, adminKey, "POST", body)
    made.push([source, createdKey.parse(answer).key])
  }
  return Object.fromEntries(made) as Record<SourceName, string>
}
