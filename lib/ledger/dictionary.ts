import "server-only"
import type { Connection } from "@/lib/db/query"
import { dictionaryDigest } from "./identity"

const MAX_CACHED = 200_000

/** One kind of dictionary: texts of an organisation that the ledger names by number. */
export interface Dictionary<Entry> {
  /** Ids in the order of `entries`. Entries not in the cache are created once, in one statement. */
  resolve(client: Connection, orgId: number, entries: readonly Entry[]): Promise<number[]>
  /** Whether all of these ids are known to this process. */
  has(orgId: number, entry: Entry): boolean
}

interface Options<Entry> {
  /** The text that tells entries apart. */
  textOf(entry: Entry): string
  /** Calls the database function of this dictionary; `[digest, id]` rows come back. */
  create(
    client: Connection,
    orgId: number,
    digests: string[],
    entries: Entry[],
  ): Promise<{ digest: string; id: number }[]>
}

export function createDictionary<Entry>({ textOf, create }: Options<Entry>): Dictionary<Entry> {
  const cached = new Map<string, number>()
  const cacheKey = (orgId: number, entry: Entry) => `${orgId}\u0000${textOf(entry)}`

  async function learn(client: Connection, orgId: number, entries: readonly Entry[]): Promise<void> {
    const missing = new Map<string, Entry>()
    for (const entry of entries) {
      if (!cached.has(cacheKey(orgId, entry))) missing.set(dictionaryDigest(textOf(entry)), entry)
    }
    if (missing.size === 0) return
    if (cached.size > MAX_CACHED) cached.clear()
    const digests = [...missing.keys()].sort()
    const ordered = digests.flatMap((digest) => missing.get(digest) ?? [])
    for (const { digest, id } of await create(client, orgId, digests, ordered)) {
      const entry = missing.get(digest)
      if (entry !== undefined) cached.set(cacheKey(orgId, entry), id)
    }
  }

  return {
    has: (orgId, entry) => cached.has(cacheKey(orgId, entry)),
    async resolve(client, orgId, entries) {
      await learn(client, orgId, entries)
      return entries.map((entry) => {
        const id = cached.get(cacheKey(orgId, entry))
        if (id === undefined) throw new Error("A dictionary entry was not created.")
        return id
      })
    },
  }
}
