import "@/lib/testing/signed-in"
import { afterAll, expect, test, vi } from "vitest"
import { prisma } from "@/lib/db/client"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { startMailServer } from "@/lib/testing/mail-server"
import { signedInAs } from "@/lib/testing/signed-in"

const mail = await startMailServer()
process.env.SMTP_URL = mail.url
process.env.MAIL_FROM = "Tollgate <tollgate@example.com>"
await testDatabase()
const { POST } = await import("./route")

const ORIGIN = "http://localhost:3000"

afterAll(() => mail.close())

function ask(email: string, origin = ORIGIN): Promise<Response> {
  const headers = { origin, "content-type": "application/json" }
  const body = JSON.stringify({ email })
  return POST(new Request(`${ORIGIN}/api/auth/forgotten`, { method: "POST", headers, body }))
}

/** Statuses and bodies of four askings in a row. */
async function answersTo(email: string): Promise<[number, string][]> {
  const answers: [number, string][] = []
  for (let n = 0; n < 4; n += 1) {
    const answer = await ask(email)
    answers.push([answer.status, (await answer.text()).replace(/"request_id":"[^"]*"/, "")])
  }
  return answers
}

test("asking is answered alike for members and strangers, before any letter, and throttled alike", async () => {
  const { orgId } = await makeTenant()
  const { accountId } = await signedInAs("viewer", orgId)
  const { email } = await prisma().account.findUniqueOrThrow({ where: { id: accountId } })
  const known = await answersTo(` ${email.toUpperCase()} `)
  expect(known.map(([status]) => status)).toEqual([202, 202, 202, 429])
  expect(await answersTo("nobody@example.com")).toEqual(known)
  await vi.waitFor(() => expect(mail.letters).toHaveLength(3))
  expect(mail.letters.every(({ to }) => to[0] === email)).toBe(true)
})

test("another site's page cannot ask, and one address asks ten times an hour", async () => {
  await prisma().throttle.deleteMany()
  expect((await ask("other@example.com", "https://evil.example")).status).toBe(403)
  const statuses: number[] = []
  for (let n = 0; n < 12; n += 1) statuses.push((await ask(`nobody-${n}@example.com`)).status)
  expect(statuses.filter((status) => status === 202)).toHaveLength(10)
  expect(statuses.slice(-2)).toEqual([429, 429])
})
