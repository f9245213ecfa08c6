import "@/lib/testing/signed-in"
import { spawn } from "node:child_process"
import { text } from "node:stream/consumers"
import { afterAll, expect, test } from "vitest"
import { createKey } from "@/lib/auth/api-key"
import { prisma } from "@/lib/db/client"
import type { SmokeRun } from "@/lib/smoke/schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { startGateway } from "@/lib/testing/gateway"
import { MODEL_KEY, startModelServer } from "@/lib/testing/model-server"
import { startRoutes } from "@/lib/testing/route-server"

await testDatabase()
const runs = await import("./route")
const { getSmokeRun, routeFindings } = await import("@/lib/smoke/queries")
const [server, gateway] = await Promise.all([startModelServer(), startGateway()])

const product = await startRoutes({ "POST /api/v1/smoke/runs": runs.POST })
afterAll(() => Promise.all([product.close(), server.close(), gateway.close()]))

const COMMON =
  "provider=openai model=gpt-4o-mini key=THE_KEY embedding_model=text-embedding-3-small context_tokens=1000"
const direct = `label=direct url=${server.url}/limits/v1 ${COMMON}`
const through = (label: string, faults: string) =>
  `label=${label} route=${label} url=${gateway.url}/v1 ${COMMON} header.x-portkey-provider=openai header.x-portkey-custom-host=${server.url}${faults}/v1`

/** Runs the command as a person does. */
async function command(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "scripts/smoke.ts", ...args],
    { env: { PATH: process.env.PATH, NODE_ENV: "test", THE_KEY: MODEL_KEY, ...env } },
  )
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((done) => child.once("exit", done)),
  ])
  expect(out + err).not.toContain(MODEL_KEY)
  return { out, err, code }
}

const routesOf = (...routes: string[]) => routes.flatMap((route) => ["--route", route])
const cellsOf = (run: SmokeRun, label: string) =>
  Object.fromEntries(
    run.routes.find((route) => route.label === label)?.cells.map(({ check, ...cell }) => [check, cell]) ?? [],
  )

test("through a real gateway and beside it: what it adds, and each planted fault, reaches the product", async () => {
  const { orgId, scope } = await makeTenant()
  const form = { name: "Pipeline", environment: "live", scopes: ["smoke" as const] }
  const { key } = await createKey(scope, form)
  const planted = through("planted", "/no-tools,double-count,no-retry-after")
  const { out, err, code } = await command(
    [...routesOf(direct, through("portkey", "/limits"), planted), "--json", "--name", "Gateway"],
    { TOLLGATE_URL: product.url, TOLLGATE_KEY: key },
  )
  expect(code, err).toBe(1)
  const [row] = await prisma().smokeRun.findMany({ where: { orgId } })
  expect(row, err).toBeDefined()
  const run = await getSmokeRun(scope, row?.id ?? 0)
  expect(JSON.parse(out)).toMatchObject({ name: "Gateway", spent: run.spent })
  expect(JSON.stringify(run)).not.toContain(MODEL_KEY)
  for (const label of ["direct", "portkey"]) {
    const cells = Object.entries(cellsOf(run, label)).filter(([, { state }]) => state !== "pass")
    expect(cells.map(([check, { sentence }]) => `${label} ${check}: ${sentence}`)).toEqual([
      expect.stringMatching(/cost: No cost is reported; ours is \$/),
    ])
  }
  expect(cellsOf(run, "planted")).toMatchObject({
    tools: { state: "missing" },
    usage: { state: "fail", sentence: "A text of 200 one-token words counts as 400 tokens." },
    retry_after: { state: "missing" },
    chat: { state: "pass", exchanges: [{ status: 200 }] },
  })
  const latency = run.routes[1]?.latency
  expect(latency).toMatchObject({
    calls: 20,
    added_p50_ms: expect.any(Number),
    added_p95_ms: expect.any(Number),
  })
  const findings = await routeFindings(scope)
  expect(findings.map(({ route, missing }) => [route, missing])).toEqual([
    ["direct", []],
    ["planted", ["tools"]],
    ["portkey", []],
  ])
  expect(findings[2]?.addedP95Ms).not.toBeNull()
  // No probe is traffic of the organisation.
  expect(await prisma().batch.count({ where: { orgId } })).toBe(0)
})

test("the command ends as a pipeline needs it to", async () => {
  const fine = await command([...routesOf(direct), "--only", "chat,tools", "--repeat", "1"])
  expect(fine.out).toMatch(/Tool call\s+ok[\s\S]*Nothing is wrong\./)
  expect([fine.code, fine.err.includes("Not posted")]).toEqual([0, true])
  const poor = await command([...routesOf(direct), "--only", "chat", "--cap", "0.000001"])
  expect([poor.code, poor.out.includes("The cap left something untested.")]).toEqual([3, true])
  const asked = await command(["--route", "label=direct"])
  expect([asked.code, asked.out]).toEqual([2, ""])
  const { scope } = await makeTenant()
  const { key } = await createKey(scope, { name: "Sender", environment: "live", scopes: ["ingest"] })
  const env = { TOLLGATE_URL: product.url, TOLLGATE_KEY: key }
  const refused = await command([...routesOf(direct), "--only", "chat"], env)
  expect([refused.code, refused.err.includes("lacks the scope smoke")]).toEqual([1, true])
})
