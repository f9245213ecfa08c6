import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { createKey } from "@/lib/auth/api-key"
import { mintScope } from "@/lib/auth/scope"
import { MODEL_KEY, type ModelServer, startModelServer } from "@/lib/testing/model-server"
import { test as base, expect, expectAccessible, expectNoSidewaysScroll } from "./fixtures"
import type { Tenant } from "./tenant"

const test = base.extend<{ models: ModelServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures a fixture needs from its pattern.
  models: async ({}, use) => {
    const server = await startModelServer()
    await use(server)
    await server.close()
  },
})

async function smokeKey({ orgId }: Tenant): Promise<string> {
  const scope = mintScope(orgId, { kind: "system", job: "e2e" })
  const { key } = await createKey(scope, { name: "pipeline", environment: "live", scopes: ["smoke"] })
  return key
}

/** The command as a pipeline has it; what it found is told by its exit code. */
async function runSmoke(env: Record<string, string>, ...args: string[]): Promise<number> {
  const program = [
    "--conditions=react-server",
    "--import",
    "tsx",
    "scripts/smoke.ts",
    "--repeat",
    "2",
    ...args,
  ]
  const running = promisify(execFile)(process.execPath, program, {
    env: { PATH: process.env.PATH, NODE_ENV: "production", MODEL_KEY, ...env },
  })
  return running.then(
    () => 0,
    ({ code }: { code: number }) => code,
  )
}

const routeOf = (label: string, url: string) => [
  "--route",
  `label=${label} route=${label} url=${url}/v1 provider=openai model=gpt-4o-mini key=MODEL_KEY`,
]

test("the first run is taught, then compared route by route, down to what went over the wire", async ({
  page,
  signIn,
  tenant,
  models,
  baseURL,
}) => {
  test.slow()
  await signIn("engineer")
  await page.goto("/smoke")
  const main = page.getByRole("main")
  await expect(main).toContainText("No runs yet.")
  await expect(main.getByRole("figure", { name: "First run, Command" })).toContainText(
    `TOLLGATE_URL=${baseURL}`,
  )
  await expectAccessible(page)

  const env = { TOLLGATE_URL: baseURL ?? "", TOLLGATE_KEY: await smokeKey(tenant) }
  const both = [
    ...routeOf("direct", models.url),
    ...routeOf("gateway", `${models.url}/no-tools,double-count`),
  ]
  expect(await runSmoke(env, ...both)).toBe(1)
  await page.reload()
  await expect(main).toContainText("On gateway, Tool call is missing and Usage is wrong.")
  const table = page.getByRole("table", { name: "Checks by route" })
  await expect(table.getByRole("link", { name: "Tool call on direct: OK" })).toBeVisible()
  await expectAccessible(page)

  await table.getByRole("link", { name: "Tool call on gateway: Missing" }).press("Enter")
  const result = page.getByRole("region", { name: "Tool call on gateway" })
  await expect(result).toContainText("it called no function")
  await expect(result.getByRole("figure", { name: "Request 1" })).toContainText("get_weather")
  await expect(result.getByRole("figure", { name: "Request 1" })).toContainText("Bearer [MODEL_KEY]")
  await expect(result.getByRole("figure", { name: "Answer 1" })).toContainText('"content": "ready"')
  expect(await page.content()).not.toContain(MODEL_KEY)
  await expectAccessible(page)

  expect(await runSmoke(env, "--name", "Mended", ...routeOf("gateway", models.url))).toBe(0)
  await page.goto("/smoke?runs=1")
  const runs = page.getByRole("table", { name: "Runs" })
  await runs.getByRole("link", { name: "Compare run 2" }).press("Enter")
  await expect(page).toHaveURL(/runs=1,2$/)
  await expect(table.getByRole("columnheader", { name: "Run 2, Mended" })).toBeVisible()
  await expect(table.getByRole("link", { name: /^Tool call on gateway: (OK|Missing)$/ })).toHaveText([
    /Missing$/,
    /OK$/,
  ])
  await page.setViewportSize({ width: 390, height: 800 })
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)

  await page.setViewportSize({ width: 1280, height: 800 })
  await runs.getByRole("button", { name: "Delete run 1" }).press("Enter")
  await page.getByRole("dialog").getByRole("button", { name: "Delete run" }).press("Enter")
  await expect(runs.getByRole("row", { name: /Run 1/ })).toHaveCount(0)
  await expect(main).toContainText("Run 1 is not there.")
})
