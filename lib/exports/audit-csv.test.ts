import { expect, test } from "vitest"
import { recordAudit } from "@/lib/auth/audit"
import { auditQuery } from "@/lib/auth/audit-schema"
import { listAudit } from "@/lib/auth/audit-trail"
import { transaction } from "@/lib/db/query"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { auditCsv } from "./audit-csv"
import { download } from "./stream"

await testDatabase()

const REQUEST = new Request("http://localhost:3000/api/v1/export/audit.csv")

test("the trail is exported whole, safe for spreadsheets, and the export is told", async () => {
  const { scope } = await makeTenant()
  await transaction(async (on) => {
    for (let n = 0; n < 1_200; n += 1)
      await recordAudit(on, scope, { action: "key.create", subject: `=key ${n}`, after: { n } })
    await recordAudit(on, scope, { action: "member.join", subject: "Ada" })
  })
  const answer = await download(scope, REQUEST, await auditCsv(scope, { action: "key" }))
  const lines = (await answer.text()).trimEnd().split("\r\n")
  expect(lines).toHaveLength(1_201)
  expect(lines[1]).toContain(",'=key 1199,")
  const [last] = (await listAudit(scope, auditQuery.parse({ limit: 1 }))).entries
  expect(last).toMatchObject({ action: "export.download", after: { file: "audit.csv", action: "key" } })
})

test("a filter that cannot be read exports nothing and tells nothing", async () => {
  const { scope } = await makeTenant()
  await expect(auditCsv(scope, { from: "yesterday" })).rejects.toMatchObject({ code: "invalid" })
  expect((await listAudit(scope, auditQuery.parse({}))).entries).toEqual([])
})
