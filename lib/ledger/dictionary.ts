import "server-only"
import type { Connection } from "@/lib/db/query"
import { dictionaryDigest } from "./identity"

/** Characters of all texts that are kept, and what an entry takes beside its text. */
const MAX_CACHED = 30_000_000
const ENTRY = 100

/** One kind of dictionary: texts of an organisation that the ledger names by number. */
export interface Dictionary<Entry> {
  /** Ids in the order of `entries`. Entries not in the cache are created once, in one statement. */
  resolve(client: Connection, orgId: number, entries: readonly Entry[]): Promise<number[]>
  /** The texts of those entries that are new to the organisation. Creates none. */
  unknown(client: Connection, orgId: number, entries: readonly Entry[]): Promise<ReadonlySet<string>>
}

interface Numbered {
  digest: string
  id: number
}

interface Options<Entry> {
  /** The text that tells entries apart. Asked for several times an entry: cheap. */
  textOf(entry: Entry): string
  /** Calls the database function of this dictionary; `[digest, id]` rows come back. */
  create(client: Connection, orgId: number, digests: string[], entries: Entry[]): Promise<Numbered[]>
  /** Those of `digests` that the organisation has. */
  find(client: Connection, orgId: number, digests: string[]): Promise<Numbered[]>
}

export function createDictionary<Entry>({ textOf, create, find }: Options<Entry>): Dictionary<Entry> {
  const cached = new Map<number, Map<string, number>>()
  let size = 0

  /** A flush under way keeps the map that it was given, however full the others have become meanwhile. */
  function idsOf(orgId: number): Map<string, number> {
    if (size > MAX_CACHED) {
      cached.clear()
      size = 0
    }
    let ids = cached.get(orgId)
    if (ids === undefined) {
      ids = new Map()
      cached.set(orgId, ids)
    }
    return ids
  }

  async function learn(
    client: Connection,
    orgId: number,
    ids: Map<string, number>,
    missing: ReadonlyMap<string, Entry>,
  ): Promise<void> {
    const texts = new Map([...missing.keys()].map((text) => [dictionaryDigest(text), text]))
    const digests = [...texts.keys()].sort()
    const entries = digests.flatMap((digest) => missing.get(texts.get(digest) ?? "") ?? [])
    for (const { digest, id } of await create(client, orgId, digests, entries)) {
      const text = texts.get(digest)
      if (text !== undefined) ids.set(text, id)
    }
    for (const text of missing.keys()) size += text.length + ENTRY
  }

  return {
    async unknown(client, orgId, entries) {
      const ids = idsOf(orgId)
      const missing = new Set<string>()
      for (const entry of entries) {
        const text = textOf(entry)
        if (!ids.has(text)) missing.add(text)
      }
      if (missing.size === 0) return missing
      const texts = new Map([...missing].map((text) => [dictionaryDigest(text), text]))
      for (const { digest, id } of await find(client, orgId, [...texts.keys()])) {
        const text = texts.get(digest)
        if (text === undefined) continue
        ids.set(text, id)
        size += text.length + ENTRY
        missing.delete(text)
      }
      return missing
    },
    async resolve(client, orgId, entries) {
      const ids = idsOf(orgId)
      const missing = new Map<string, Entry>()
      for (const entry of entries) {
        const text = textOf(entry)
        if (!ids.has(text)) missing.set(text, entry)
      }
      if (missing.size > 0) await learn(client, orgId, ids, missing)
      return entries.map((entry) => {
        const id = ids.get(textOf(entry))
        if (id === undefined) throw new Error("A dictionary entry was not created.")
        return id
      })
    },
  }
}
