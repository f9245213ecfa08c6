import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { cpus, tmpdir, totalmem } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import pg from "pg"
import { keepsLimit, tableOf } from "@/bench/figures"
import { ALONE, runAlone, runBench } from "@/bench/run"
import { createDemoOrganisation } from "@/lib/auth/demo"
import { disconnect } from "@/lib/db/client"
import { startServer } from "./start"

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "10000000" },
    only: { type: "string" },
    "data-dir": { type: "string" },
  },
})
const rows = Number(values.rows)
if (!Number.isInteger(rows) || rows < 100_000) throw new Error("--rows takes a whole number from 100000.")
const alone = Object.keys(ALONE).find((name): name is keyof typeof ALONE => name === values.only)
if (values.only !== undefined && alone === undefined) {
  throw new Error(`--only takes ${Object.keys(ALONE).join(" or ")}.`)
}

const dataDir = values["data-dir"] ?? mkdtempSync(join(tmpdir(), "tollgate-bench-"))
const server = await startServer({ port: 0, dataDir, onNotice: (sentence) => console.error(sentence) })
let missed = 0
try {
  Object.assign(process.env, server.env)
  const { orgId, keys, owner } = await createDemoOrganisation({
    name: "Bench",
    zone: "Europe/Berlin",
    currency: "USD",
  })
  const pool = new pg.Pool({ connectionString: server.databaseUrl, max: 4 })
  // Its connections end with the server: what failed before is what there is to say.
  pool.on("error", () => undefined)
  const bench = { url: `http://127.0.0.1:${server.port}`, orgId, keys, pool, webPid: server.webPid() }
  const figures = alone ? await runAlone(bench, rows, alone) : await runBench(bench, owner, rows)
  await pool.end()
  await disconnect()
  missed = figures.filter((figure) => keepsLimit(figure) === false).length
  const machine = {
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? "",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  }
  mkdirSync("bench", { recursive: true })
  writeFileSync(
    "bench/results.json",
    `${JSON.stringify({ at: new Date().toISOString(), machine, rows, figures }, null, 2)}\n`,
  )
  console.log(tableOf(figures))
  console.log(missed === 0 ? "\nEvery limit is kept." : `\n${missed} limits are missed.`)
} finally {
  await server.stop()
  if (values["data-dir"] === undefined) rmSync(dataDir, { recursive: true, force: true })
}
process.exit(missed === 0 ? 0 : 1)
