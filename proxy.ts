import { type NextRequest, NextResponse } from "next/server"
import { PATH_HEADER } from "@/lib/auth/path-header"
import { baseUrl } from "@/lib/env"
import { pagePolicy, securityHeaders } from "@/lib/http/headers"

/** The nonce of a page's scripts and styles, for the layout to read. */
const NONCE_HEADER = "x-nonce"

/**
 * Gives every page a nonce, its policy and the security headers. Nothing is authorised here: pages and
 * routes hold without it.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64")
  const isHttps = baseUrl().startsWith("https://")
  const policy = pagePolicy(nonce, { isHttps, isDevelopment: process.env.NODE_ENV === "development" })
  const headers = new Headers(request.headers)
  headers.set(NONCE_HEADER, nonce)
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`)
  // Next takes the nonce for its own scripts from this header of the request.
  headers.set("content-security-policy", policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set("content-security-policy", policy)
  for (const [name, value] of Object.entries(securityHeaders(isHttps))) response.headers.set(name, value)
  response.headers.set("cache-control", "private, no-store")
  return response
}

export const config = {
  // Without /api, whose bodies a proxy would cut at 10 MB, and without what is the same for everybody.
  matcher: ["/((?!api/|_next/static/|_next/image|healthz$|readyz$|metrics$|favicon.ico$|icon.svg$).*)"],
}
