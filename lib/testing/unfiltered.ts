import pg from "pg"
import { connections } from "@/lib/db/client"

type Query = (config: unknown, ...rest: unknown[]) => unknown

/** `org_id = $3` of any table, and the number of the organisation itself. */
const CONDITION = /(?:\b(?:\w+\.)?org_id|\bo\.id|(?<=\borganisation\b[\s\S]*\bwhere )id) = (\$\d+)(?![\d:])/g

/** The statement as it were had its author forgotten the organisation; the parameters keep their places. */
export function withoutOrganisation(text: string): string {
  return text.replace(CONDITION, "$1::integer is not null")
}

function isStatement(config: unknown): config is { text: string } {
  return typeof config === "object" && config !== null && "text" in config && typeof config.text === "string"
}

/** Runs `work` while every statement that this process sends lacks its condition on the organisation. */
export async function withoutFilter<T>(work: () => Promise<T>): Promise<T> {
  const client = pg.Client.prototype as unknown as { query: Query }
  const { query } = client
  client.query = function (config, ...rest) {
    // A prepared statement's name stands for its whole text.
    const sent = isStatement(config)
      ? { ...config, name: undefined, text: withoutOrganisation(config.text) }
      : config
    return query.call(this, sent, ...rest)
  }
  try {
    return await work()
  } finally {
    client.query = query
  }
}

/** Runs `work` as on a database that has no second wall. */
export async function withoutWall<T>(work: () => Promise<T>): Promise<T> {
  const kept = connections()
  kept.wall = Promise.resolve(false)
  try {
    return await work()
  } finally {
    delete kept.wall
  }
}
