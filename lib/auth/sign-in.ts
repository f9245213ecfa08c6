import "server-only"
import * as z from "zod"
import { isPassword } from "@/lib/auth/password"
import { countSignIn, forgiveSignIn } from "@/lib/auth/throttle"
import { prisma } from "@/lib/db/client"
import { AppError } from "@/lib/errors"

export const credentials = z.object({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .min(1, "Enter your e-mail address.")
    .max(254)
    .regex(/^[^\p{Cc}]*$/u),
  password: z.string().min(1, "Enter your password.").max(1024),
})

export interface SignedIn {
  accountId: number
  orgId: number
  version: number
  name: string
  email: string
}

function refused(): AppError {
  return new AppError("unauthenticated", "The e-mail address or the password is not right.", {
    errors: [{ pointer: "/password", detail: "The e-mail address or the password is not right." }],
  })
}

/**
 * Checks an e-mail address and a password. The attempt is counted first, and an unknown address takes
 * as long as a known one. Throws `unauthenticated` or `too_many_requests`.
 */
export async function signIn(input: unknown, address: string): Promise<SignedIn> {
  const given = credentials.safeParse(input)
  if (!given.success) throw refused()
  const { email, password } = given.data
  await countSignIn(email, address)
  const account = await prisma().account.findUnique({ where: { email } })
  const matches = await isPassword(password, account?.passwordHash ?? null)
  if (!account || !matches) throw refused()
  const membership = await prisma().membership.findFirst({
    where: { accountId: account.id },
    orderBy: { createdAt: "asc" },
  })
  if (!membership) throw new AppError("forbidden", "This account belongs to no organisation any more.")
  await forgiveSignIn(email, address)
  await prisma().account.update({ where: { id: account.id }, data: { lastSignInAt: new Date() } })
  const { id: accountId, sessionVersion: version, name } = account
  return { accountId, orgId: membership.orgId, version, name, email }
}
