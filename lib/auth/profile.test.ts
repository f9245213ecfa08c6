import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { scopeOfClaims } from "@/lib/auth/live-session"
import { hashPassword } from "@/lib/auth/password"
import { changePassword, getProfile, renameSelf, signOutEverywhere } from "@/lib/auth/profile"
import { mintScope } from "@/lib/auth/scope"
import { signIn } from "@/lib/auth/sign-in"
import { prisma } from "@/lib/db/client"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { signedInAs } from "@/lib/testing/signed-in"

await testDatabase()

const OLD = "the password before"
const NEW = "the password after"

async function person() {
  const { orgId } = await makeTenant()
  const member = await signedInAs("viewer", orgId)
  const where = { id: member.accountId }
  const { email } = await prisma().account.update({ where, data: { passwordHash: await hashPassword(OLD) } })
  const scope = mintScope(orgId, { kind: "user", userId: member.accountId, role: "viewer" })
  return { ...member, email, orgId, scope }
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: { code: string }) => error.code,
  )
}

async function actionsOf(orgId: number): Promise<string[]> {
  const rows = await prisma().auditEntry.findMany({ where: { orgId }, orderBy: { id: "asc" } })
  return rows.map(({ action }) => action)
}

test("a changed password opens the account, the former one does not, and every session has ended", async () => {
  const { scope, email, claims, orgId } = await person()
  expect(await scopeOfClaims(claims)).not.toBeNull()
  await changePassword(scope, { current: OLD, password: NEW })
  expect(await scopeOfClaims(claims)).toBeNull()
  expect(await codeOf(signIn({ email, password: OLD }, "a"))).toBe("unauthenticated")
  expect(await codeOf(signIn({ email, password: NEW }, "a"))).toBe("none")
  expect(await actionsOf(orgId)).toEqual(["account.password"])
})

test("a wrong current and a weak new password change nothing", async () => {
  const { scope, claims, orgId } = await person()
  expect(await codeOf(changePassword(scope, { current: NEW, password: NEW }))).toBe("unauthenticated")
  expect(await codeOf(changePassword(scope, { current: OLD, password: "password" }))).toBe("invalid")
  expect(await scopeOfClaims(claims)).not.toBeNull()
  expect(await actionsOf(orgId)).toEqual([])
})

test("guessing the current password is throttled as signing in is", async () => {
  const { scope } = await person()
  const codes: string[] = []
  for (let n = 0; n < 7; n += 1)
    codes.push(await codeOf(changePassword(scope, { current: `guess ${n}`, password: NEW })))
  expect(codes).toContain("too_many_requests")
})

test("a name is one's own to change, and signing out everywhere ends every session", async () => {
  const { scope, claims, orgId } = await person()
  await renameSelf(scope, "Ada")
  await renameSelf(scope, "Ada")
  expect(await getProfile(scope)).toMatchObject({ name: "Ada", role: "viewer", teams: null })
  await signOutEverywhere(scope)
  expect(await scopeOfClaims(claims)).toBeNull()
  expect(await actionsOf(orgId)).toEqual(["account.rename", "account.sign_out"])
})
