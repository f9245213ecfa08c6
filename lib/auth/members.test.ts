import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { acceptInvitation, readInvitation } from "@/lib/auth/accept-invitation"
import { changeMember, removeMember } from "@/lib/auth/change-member"
import { invite, withdrawInvitation } from "@/lib/auth/invite"
import { scopeOfClaims } from "@/lib/auth/live-session"
import { type InvitationInput, invitationInput, memberInput } from "@/lib/auth/member-schema"
import { listInvitations, listMembers } from "@/lib/auth/members"
import { mintScope, ROLES, type Role } from "@/lib/auth/scope"
import { signIn } from "@/lib/auth/sign-in"
import { prisma } from "@/lib/db/client"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { signedInAs } from "@/lib/testing/signed-in"

await testDatabase()

const ALL = { teams: null }
let people = 0

function newAddress(): string {
  people += 1
  return `person-${process.pid}-${Date.now()}-${people}@example.com`
}

async function member(orgId: number, role: Role) {
  const made = await signedInAs(role, orgId)
  return { ...made, scope: mintScope(orgId, { kind: "user", userId: made.accountId, role }) }
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: { code: string }) => error.code,
  )
}

async function trailOf(orgId: number) {
  const rows = await prisma().auditEntry.findMany({ where: { orgId }, orderBy: { id: "asc" } })
  return rows.map(({ action, subject, before, after }) => ({ action, subject, before, after }))
}

const tokenOf = ({ link }: { link: string }) => link.split("#token=")[1] ?? ""
const form = (over: Partial<InvitationInput> = {}): InvitationInput => ({
  email: newAddress(),
  role: "viewer",
  teams: null,
  ...over,
})
const PASSWORD = "a long and winding word"

test("a membership made without teams sees all, not none", async () => {
  const { orgId } = await makeTenant()
  const { scope } = await member(orgId, "engineer")
  expect((await listMembers(scope))[0]?.teams).toBeNull()
})

test("a change of role or teams and a removal end the member's sessions at once, and are told", async () => {
  const { orgId } = await makeTenant()
  const { scope } = await member(orgId, "owner")
  const changes = [
    (id: number) => changeMember(scope, id, { role: "finance" }),
    (id: number) => changeMember(scope, id, { role: "viewer", teams: ["Search"] }),
    (id: number) => removeMember(scope, id),
  ]
  for (const change of changes) {
    const { accountId, claims } = await member(orgId, "viewer")
    expect(await scopeOfClaims(claims)).not.toBeNull()
    await change(accountId)
    expect(await scopeOfClaims(claims)).toBeNull()
  }
  expect((await trailOf(orgId)).map(({ action, after }) => [action, after])).toEqual([
    ["member.update", { role: "finance", teams: null }],
    ["member.update", { role: "viewer", teams: ["Search"] }],
    ["member.remove", null],
  ])
})

test("the same role and teams again change nothing", async () => {
  const { orgId } = await makeTenant()
  const { scope } = await member(orgId, "owner")
  const { accountId, claims } = await member(orgId, "viewer")
  await changeMember(scope, accountId, { role: "viewer", ...ALL })
  expect(await scopeOfClaims(claims)).not.toBeNull()
  expect(await trailOf(orgId)).toEqual([])
})

test("of two owners who demote or remove one another at the same instant, one stays", async () => {
  for (let round = 0; round < 12; round += 1) {
    const { orgId } = await makeTenant()
    const [a, b] = [await member(orgId, "owner"), await member(orgId, "owner")]
    await Promise.allSettled([
      round % 2 === 0
        ? removeMember(a.scope, b.accountId)
        : changeMember(a.scope, b.accountId, { role: "admin" }),
      round % 3 === 0
        ? removeMember(b.scope, a.accountId)
        : changeMember(b.scope, b.accountId, { role: "admin" }),
    ])
    expect(await prisma().membership.count({ where: { orgId, role: "owner" } })).toBeGreaterThanOrEqual(1)
  }
})

test("the last owner neither goes nor steps down", async () => {
  const { orgId } = await makeTenant()
  const { accountId, scope } = await member(orgId, "owner")
  expect(await codeOf(removeMember(scope, accountId))).toBe("conflict")
  expect(await codeOf(changeMember(scope, accountId, { role: "viewer", ...ALL }))).toBe("conflict")
  await member(orgId, "owner")
  expect(await codeOf(changeMember(scope, accountId, { role: "admin" }))).toBe("none")
})

test("nobody gives, takes or touches more than they have", async () => {
  const { orgId } = await makeTenant()
  const owner = await member(orgId, "owner")
  const admin = await member(orgId, "admin")
  const viewer = await member(orgId, "viewer")
  expect(await codeOf(changeMember(admin.scope, viewer.accountId, { role: "owner" }))).toBe("forbidden")
  expect(await codeOf(changeMember(admin.scope, admin.accountId, { role: "owner" }))).toBe("forbidden")
  expect(await codeOf(changeMember(admin.scope, owner.accountId, { role: "admin" }))).toBe("forbidden")
  expect(await codeOf(removeMember(admin.scope, owner.accountId))).toBe("forbidden")
  expect(await codeOf(invite(admin.scope, form({ role: "owner" })))).toBe("forbidden")
  for (const role of ROLES.filter((name) => name !== "owner" && name !== "admin")) {
    const { scope } = await member(orgId, role)
    expect(await codeOf(removeMember(scope, viewer.accountId))).toBe("forbidden")
    expect(await codeOf(invite(scope, form()))).toBe("forbidden")
  }
})

test("what counts is the role that the asker has when the change happens", async () => {
  const { orgId } = await makeTenant()
  await member(orgId, "owner")
  const { accountId, scope } = await member(orgId, "admin")
  const viewer = await member(orgId, "viewer")
  const where = { orgId_accountId: { orgId, accountId } }
  await prisma().membership.update({ where, data: { role: "viewer" } })
  expect(await codeOf(changeMember(scope, viewer.accountId, { role: "admin" }))).toBe("forbidden")
})

test("another organisation's members are not there", async () => {
  const [ours, theirs] = [await makeTenant(), await makeTenant()]
  const { scope } = await member(theirs.orgId, "owner")
  const { accountId } = await member(ours.orgId, "viewer")
  expect(await codeOf(removeMember(scope, accountId))).toBe("not_found")
  expect(await codeOf(changeMember(scope, accountId, { role: "admin" }))).toBe("not_found")
})

test("an invitation makes a member with its role and teams, once", async () => {
  const { orgId } = await makeTenant({ name: "Acme" })
  const { scope } = await member(orgId, "owner")
  const made = await invite(scope, form({ role: "engineer", teams: ["Search"] }))
  const token = tokenOf(made)
  expect(await readInvitation(token)).toEqual({
    organisation: "Acme",
    email: made.email,
    role: "engineer",
    teams: ["Search"],
    has_account: false,
  })
  const input = { token, name: "Ada", password: PASSWORD }
  const tries = await Promise.allSettled([1, 2, 3].map(() => acceptInvitation(input, "203.0.113.7")))
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
  expect(await codeOf(acceptInvitation(input, null))).toBe("forbidden")
  const signedIn = await signIn({ email: made.email, password: PASSWORD }, "203.0.113.7")
  expect(signedIn.orgId).toBe(orgId)
  const joined = (await listMembers(scope)).find(({ email }) => email === made.email)
  expect(joined).toMatchObject({ name: "Ada", role: "engineer", teams: ["Search"] })
  expect(await listInvitations(scope)).toEqual([])
  const trail = await trailOf(orgId)
  expect(trail.map(({ action }) => action)).toEqual(["member.invite", "member.join"])
  expect(JSON.stringify(trail)).not.toContain(token.slice(-43))
})

test("only a hash of the link is kept", async () => {
  const { orgId } = await makeTenant()
  const { scope } = await member(orgId, "owner")
  const token = tokenOf(await invite(scope, form()))
  const row = await prisma().invitation.findFirstOrThrow({ where: { orgId } })
  expect(JSON.stringify(row)).not.toContain(token.slice(-43))
  expect(JSON.stringify(await listInvitations(scope))).not.toContain(token.slice(-43))
})

test("a withdrawn, an old, a repeated and a forged invitation open nothing", async () => {
  const { orgId } = await makeTenant()
  const { scope } = await member(orgId, "owner")
  const { id, ...withdrawn } = await invite(scope, form())
  await withdrawInvitation(scope, id)
  expect(await codeOf(withdrawInvitation(scope, id))).toBe("not_found")
  const email = newAddress()
  const first = await invite(scope, form({ email }))
  const second = await invite(scope, form({ email }))
  const old = await invite(scope, form())
  const where = { orgId_id: { orgId, id: old.id } }
  await prisma().invitation.update({ where, data: { expiresAt: new Date() } })
  const good = tokenOf(second)
  const forged = `${good.slice(0, -1)}${good.endsWith("A") ? "B" : "A"}`
  for (const token of [tokenOf(withdrawn), tokenOf(first), tokenOf(old), forged, "inv_1_1_x", "%00"]) {
    expect(await codeOf(readInvitation(token)), token).toBe("forbidden")
    expect(await codeOf(acceptInvitation({ token, name: "A", password: PASSWORD }, null))).toBe("forbidden")
  }
  expect(await codeOf(readInvitation(good))).toBe("none")
})

test("an invitation ends when whoever gave it loses the right to", async () => {
  const { orgId } = await makeTenant()
  const owner = await member(orgId, "owner")
  const admin = await member(orgId, "admin")
  const token = tokenOf(await invite(admin.scope, form({ role: "admin" })))
  await changeMember(owner.scope, admin.accountId, { role: "viewer", ...ALL })
  expect(await codeOf(readInvitation(token))).toBe("forbidden")
})

test("an account that exists is let in by its own password alone, and a weak new one is refused", async () => {
  const { orgId } = await makeTenant()
  const { scope } = await member(orgId, "owner")
  const invitation = await invite(scope, form())
  const input = { token: tokenOf(invitation), name: "Ada", password: PASSWORD }
  expect(await codeOf(acceptInvitation({ ...input, password: "password" }, null))).toBe("invalid")
  await acceptInvitation(input, null)
  const joined = (await listMembers(scope)).find(({ email }) => email === invitation.email)
  await removeMember(scope, joined?.id ?? 0)
  expect(await codeOf(signIn({ email: invitation.email, password: PASSWORD }, "a"))).toBe("forbidden")
  const again = tokenOf(await invite(scope, form({ email: invitation.email, role: "finance", teams: null })))
  expect(await readInvitation(again)).toMatchObject({ has_account: true })
  const other = { token: again, name: "", password: "another long password" }
  expect(await codeOf(acceptInvitation(other, null))).toBe("unauthenticated")
  await acceptInvitation({ ...other, password: PASSWORD }, null)
  expect((await listMembers(scope)).find(({ email }) => email === invitation.email)?.role).toBe("finance")
})

test("members are not invited again, nor accounts of another organisation", async () => {
  const [ours, theirs] = [await makeTenant(), await makeTenant()]
  const { scope } = await member(ours.orgId, "owner")
  const { accountId } = await member(theirs.orgId, "viewer")
  const { email } = await prisma().account.findUniqueOrThrow({ where: { id: accountId } })
  const members = await listMembers(scope)
  expect(await codeOf(invite(scope, form({ email: members[0]?.email ?? "" })))).toBe("conflict")
  expect(await codeOf(invite(scope, form({ email })))).toBe("none")
})

test("teams must be stated for those who can be narrowed, and fit nobody else", () => {
  const invited = { email: "ada@example.com", role: "engineer" }
  expect(invitationInput.safeParse(invited).success).toBe(false)
  expect(invitationInput.safeParse({ ...invited, teams: null }).success).toBe(true)
  const accepted = (input: object) => memberInput.safeParse(input).success
  expect(accepted({ role: "engineer" })).toBe(false)
  expect(accepted({ role: "viewer", teams: [] })).toBe(false)
  expect(accepted({ role: "viewer", teams: null })).toBe(true)
  expect(accepted({ role: "engineer", teams: ["Search"] })).toBe(true)
  expect(accepted({ role: "finance", teams: ["Search"] })).toBe(false)
  expect(accepted({ role: "finance" })).toBe(true)
  for (const extra of ["org_id", "orgId", "id", "created_at", "account_id"])
    expect(accepted({ role: "finance", [extra]: 1 })).toBe(false)
})
