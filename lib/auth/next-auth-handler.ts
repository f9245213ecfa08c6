import "server-only"
import type { NextApiRequest, NextApiResponse } from "next"
import nextAuthModule, { type AuthOptions } from "next-auth"
import { clientAddress } from "@/lib/auth/client-address"
import { authOptions } from "@/lib/auth/next-auth"
import { isProviderStart } from "@/lib/auth/provider"
import { cookieNamed, cookieValue, flowCookies, sessionCookie } from "@/lib/auth/session-token"
import { countProviderStart } from "@/lib/auth/throttle"
import { baseUrl, env } from "@/lib/env"

export interface AuthRequest {
  method: "GET" | "POST"
  /** The path below `/api/auth`, such as `["callback", "credentials"]`. */
  path: string[]
  query: Record<string, string | string[]>
  headers: Headers
  body: Record<string, unknown> | undefined
}

type Handle = (request: NextApiRequest, response: NextApiResponse, options: AuthOptions) => Promise<void>

/** The default export, which a CommonJS module keeps one level deeper under Node than under a bundler. */
function handle(): Handle {
  const module: unknown = nextAuthModule
  const inner: unknown =
    typeof module === "object" && module !== null ? Reflect.get(module, "default") : module
  return inner as Handle
}

/**
 * The cookies next-auth may see: ours. A return address that is no web address is left out, since next-auth
 * answers such a cookie with an error until the browser forgets it.
 */
function cookiesOf(header: string | null): Record<string, string> {
  const found: Record<string, string> = {}
  for (const { name } of [sessionCookie(), ...Object.values(flowCookies())]) {
    const value = cookieValue(header, name)
    if (value === null) continue
    try {
      const text = decodeURIComponent(value)
      if (name !== cookieNamed("callback").name || /^https?:$/.test(new URL(text).protocol))
        found[name] = text
    } catch {
      // Left out: what cannot be read is as good as absent.
    }
  }
  return found
}

/** Collects what next-auth does to a Node response. */
function recorder() {
  const headers = new Headers()
  const answer = { status: 200, body: null as string | null }
  const response = {
    status(code: number) {
      answer.status = code
      return response
    },
    getHeader: (name: string) =>
      name.toLowerCase() === "set-cookie" ? headers.getSetCookie() : headers.get(name),
    setHeader(name: string, value: string | string[]) {
      headers.delete(name)
      // What a header cannot hold comes from the asker's own address and is escaped.
      for (const one of [value].flat())
        headers.append(name, one.replace(/[^\x20-\x7e]/gu, encodeURIComponent))
      return response
    },
    json(value: unknown) {
      headers.set("content-type", "application/json")
      answer.body = JSON.stringify(value)
    },
    send(value: unknown) {
      answer.body = typeof value === "string" ? value : JSON.stringify(value ?? {})
    },
    end: () => undefined,
  }
  return { response, toResponse: () => new Response(answer.body, { status: answer.status, headers }) }
}

/** Answers one request to `/api/auth`. Throws the `AppError` behind a refused sign-in, and `too_many_requests`. */
export async function handleAuth(request: AuthRequest): Promise<Response> {
  // next-auth reads its own address from here alone, and must not take it from the Host header.
  process.env.NEXTAUTH_URL = baseUrl()
  const { method, path, query, headers, body } = request
  const address = clientAddress(headers, env().TRUSTED_PROXIES)
  if (method === "POST" && isProviderStart(path)) await countProviderStart(address)
  let refusal: unknown
  const { response, toResponse } = recorder()
  const incoming = {
    method,
    query: { ...query, nextauth: path },
    headers: Object.fromEntries(headers),
    cookies: cookiesOf(headers.get("cookie")),
    body,
  }
  // Only the members above are read and written by next-auth's handler for Node requests.
  await handle()(
    incoming as unknown as NextApiRequest,
    response as unknown as NextApiResponse,
    authOptions(address, (error) => {
      refusal = error
    }),
  )
  if (refusal !== undefined) throw refusal
  return toResponse()
}
