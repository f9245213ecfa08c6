import "server-only"
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { PrismaPg } from "@prisma/adapter-pg"
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils"
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg"
import type pg from "pg"

export type SchemaEngine = bindings.SchemaEngine

export interface EngineOptions {
  pool: pg.Pool
  /** The text of schema.prisma. */
  schema: string
  /** Runs an SQL script in place of the adapter's own way, which cuts it at every semicolon. */
  executeScript: (script: string) => Promise<void>
  /** Lets a caller stand between the engine and the adapter. */
  wrap?: (adapter: SqlDriverAdapter) => SqlDriverAdapter
}

let loaded: Promise<void> | undefined

/** Prisma's schema engine as WebAssembly on our own connection: no native engine is downloaded. */
export async function openSchemaEngine({
  pool,
  schema,
  executeScript,
  wrap,
}: EngineOptions): Promise<SchemaEngine> {
  loaded ??= load()
  await loaded
  const factory = new PrismaPg(pool)
  const connect = async () => {
    const adapter = Object.assign(await factory.connect(), { executeScript })
    return wrap === undefined ? adapter : wrap(adapter)
  }
  const { provider, adapterName } = factory
  const ours: SqlMigrationAwareDriverAdapterFactory = {
    provider,
    adapterName,
    connect,
    connectToShadowDb: connect,
  }
  return bindings.SchemaEngine.new(
    { datamodels: [["schema.prisma", schema]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(ours),
  )
}

async function load(): Promise<void> {
  const glueFile = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg")
  const binary = join(dirname(glueFile), "schema_engine_bg.wasm")
  const imports = { "./schema_engine_bg.js": bindings as unknown as WebAssembly.ModuleImports }
  const { instance } = await WebAssembly.instantiate(await readFile(binary), imports)
  const glue = bindings as unknown as { __wbg_set_wasm(exports: WebAssembly.Exports): void }
  glue.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start as () => void
  start()
}
