import "server-only"
import { authenticateKey } from "@/lib/auth/authenticate-key"
import { scopeOfRequest } from "@/lib/auth/live-session"
import { requireRole } from "@/lib/auth/require-role"
import { askingFrom, type KeyScope, ROLES, type Role, type Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"
import { askerAddress } from "@/lib/http/asker-address"
import { requireOwnOrigin } from "@/lib/http/own-origin"

export interface Access {
  auth: "none" | "key" | "session" | "either"
  /** What a key must be allowed to do. An admin key may read as well. */
  keyScope?: KeyScope
  /** The key may come as Basic credentials, as the password or as both parts together: for SDKs that send nothing else. */
  basic?: boolean
  /** Who may, among those signed in; everybody by default. */
  roles?: readonly Role[]
  /** For a change that needs no session yet, such as the first set-up: pages of ours alone may ask. */
  ownPages?: boolean
}

function isReading(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS"
}

function mayUse(held: readonly KeyScope[], needed: KeyScope): boolean {
  return held.includes(needed) || (needed === "read" && held.includes("admin"))
}

async function keyScope(
  authorization: string,
  needed: KeyScope | undefined,
  address: string | null,
): Promise<Scope> {
  const scope = await authenticateKey(authorization, address)
  const { actor } = scope
  if (needed === undefined || (actor.kind === "key" && mayUse(actor.scopes, needed))) return scope
  throw new AppError("forbidden", `This API key lacks the scope ${needed}.`)
}

async function userScope(request: Request, roles: readonly Role[]): Promise<Scope> {
  const scope = await scopeOfRequest(request)
  if (!scope) throw new AppError("unauthenticated", "Sign in, or send an API key.")
  if (!isReading(request.method)) requireOwnOrigin(request)
  requireRole(scope, roles)
  return scope
}

const BASIC = /^Basic +([A-Za-z0-9+/_=-]+) *$/i

/** Basic credentials as the bearer's header that holds the same key. */
function bearerOf(authorization: string): string {
  const packed = BASIC.exec(authorization)?.[1]
  if (packed === undefined) return authorization
  const [user = "", ...rest] = Buffer.from(packed, "base64").toString("utf8").split(":")
  const password = rest.join(":")
  const isPart = !password.startsWith("tg_") && user.startsWith("tg_")
  return `Bearer ${isPart ? `${user}_${password}` : password}`
}

/** Who asks, or a refusal. A key that is sent must be good: a session never stands in for a bad one. */
export async function authenticate(request: Request, access: Access): Promise<Scope | null> {
  const { auth, roles = ROLES } = access
  if (access.ownPages) requireOwnOrigin(request)
  if (auth === "none") return null
  const sent = request.headers.get("authorization")
  const authorization = access.basic && sent !== null ? bearerOf(sent) : sent
  const byKey = auth === "key" || (auth === "either" && authorization !== null)
  const address = askerAddress(request)
  return askingFrom(
    await (byKey ? keyScope(authorization ?? "", access.keyScope, address) : userScope(request, roles)),
    address,
  )
}
