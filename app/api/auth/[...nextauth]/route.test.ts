import "@/lib/testing/signed-in"
import { afterAll, expect, test } from "vitest"
import { testDatabase } from "@/lib/testing/database"
import { startOidcServer } from "@/lib/testing/oidc-server"

const ORIGIN = "http://localhost:3000"
const server = await startOidcServer(`${ORIGIN}/api/auth/callback/oidc`)
process.env.OIDC_ISSUER = server.issuer
process.env.OIDC_CLIENT_ID = server.clientId
process.env.OIDC_CLIENT_SECRET = server.clientSecret
await testDatabase()
const { POST } = await import("./route")

afterAll(() => server.close())

function start(...nextauth: string[]): Promise<Response> {
  const headers = { origin: ORIGIN, "content-type": "application/json" }
  const request = new Request(`${ORIGIN}/api/auth/${nextauth.join("/")}`, {
    ...{ method: "POST", headers, body: "{}" },
  })
  return POST(request, { params: Promise.resolve({ nextauth }) })
}

test("one address begins the way to the provider thirty times, then waits; a password goes on", async () => {
  const statuses: number[] = []
  for (let n = 0; n < 32; n += 1) statuses.push((await start("signin", "oidc")).status)
  expect(statuses.slice(0, 30)).not.toContain(429)
  expect(statuses.slice(30)).toEqual([429, 429])
  expect((await start("signout")).status).not.toBe(429)
})
