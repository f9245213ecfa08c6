import "server-only"
import { type Db, PgBoss } from "pg-boss"
import * as z from "zod"
import { accountPool, connections } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, query } from "@/lib/db/query"
import { outsideWall } from "@/lib/db/wall"
import { databaseUrl } from "@/lib/env"
import { log } from "@/lib/log"

const SCHEMA = "tollgate_jobs"

export interface QueueSettings {
  name: string
  /** A job whose worker has been silent for so long is another's to do. */
  heartbeatSeconds: number
  retryDelay: number
}

/** How often the supervisor looks for jobs whose worker fell silent. */
const SUPERVISE_SECONDS = 5
const DAY_SECONDS = 86_400

/** A job is tried until it is done: whoever does it decides when to give up. */
const WITHOUT_END = { retryLimit: 1_000_000, expireInSeconds: 3_600, retentionSeconds: 30 * DAY_SECONDS }

/** What only one kind of process need do. */
export interface JobsOptions {
  supervise?: boolean
}

async function start({ supervise = false }: JobsOptions): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: databaseUrl(),
    application_name: "tollgate jobs",
    ...{ schema: SCHEMA, max: 2, schedule: false, supervise, registerInstance: false },
    ...{ superviseIntervalSeconds: SUPERVISE_SECONDS, monitorIntervalSeconds: SUPERVISE_SECONDS },
    openTelemetry: { enabled: false },
  })
  boss.on("error", (err) => log.warn({ err }, "The queue of jobs met a fault."))
  return boss.start()
}

/** The queue of jobs, readied on first use. Which process supervises is decided by whoever asks first. */
export async function jobs(options: JobsOptions = {}): Promise<PgBoss> {
  const kept = connections()
  kept.jobs ??= start(options).catch((error: unknown) => {
    delete kept.jobs
    throw error
  })
  return kept.jobs
}

const readied = new WeakMap<PgBoss, Set<string>>()

/** The queue of jobs with a queue of this name in it. */
export async function jobsOf(
  { name, ...settings }: QueueSettings,
  options: JobsOptions = {},
): Promise<PgBoss> {
  const boss = await jobs(options)
  const names = readied.get(boss) ?? new Set()
  readied.set(boss, names)
  if (names.has(name)) return boss
  await boss.createQueue(name, { ...settings, ...WITHOUT_END, deleteAfterSeconds: DAY_SECONDS })
  names.add(name)
  return boss
}

const silentRow = z.object({ id: z.string(), retryCount: z.int() })

/** Jobs of a queue that somebody took and has given no sign of life of for so long. */
export function silentJobs(name: string, ms: number): Promise<z.output<typeof silentRow>[]> {
  return query(
    Prisma.sql`select j.id::text, j.retry_count as "retryCount" from tollgate_jobs.job j
      where j.name = ${name} and j.state = 'active' and j.heartbeat_on < now() - ${ms}::integer * interval '1 ms'`,
    silentRow,
    { on: accountPool() },
  )
}

/** Has the queue of jobs write within the caller's transaction: what it writes is there if the transaction is. */
export function within(on: Connection): Db {
  return {
    executeSql: (text, values) => outsideWall(on, () => on.query({ text, values: values ?? [] })),
  }
}
