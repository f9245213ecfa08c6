import * as z from "zod"
import { handleAuth } from "@/lib/auth/next-auth-handler"
import { AppError } from "@/lib/errors"
import { queryValues } from "@/lib/http/input"
import { requireOwnOrigin } from "@/lib/http/own-origin"
import { type RouteInput, route } from "@/lib/http/route"

const params = z.object({ nextauth: z.array(z.string().max(100)).min(1).max(3) })
type Input = RouteInput<undefined, undefined, z.output<typeof params>, null>

/** Bodies are a few fields; next-auth's own clients send them as a form. */
function fieldsOf(payload: Input["payload"]): Record<string, unknown> {
  if (payload.kind === "json") return z.record(z.string(), z.unknown()).catch({}).parse(payload.value)
  if (payload.kind === "bytes" && payload.type === "application/x-www-form-urlencoded") {
    return Object.fromEntries(new URLSearchParams(payload.bytes.toString("utf8")))
  }
  throw new AppError("unsupported_media", "Send application/json.")
}

function answer(
  method: "GET" | "POST",
  { request, params: { nextauth }, payload }: Input,
): Promise<Response> {
  return handleAuth({
    method,
    path: nextauth,
    query: queryValues(request.url),
    headers: request.headers,
    body: method === "POST" ? fieldsOf(payload) : undefined,
  })
}

export const GET = route({ auth: "none", params }, (input) => answer("GET", input))

export const POST = route(
  { auth: "none", params, payload: ["json", "bytes"], limits: { maxBytes: 16 * 1024 } },
  (input) => {
    // next-auth checks its own token too; a browser always says where a POST comes from.
    if (input.request.headers.has("origin")) requireOwnOrigin(input.request)
    return answer("POST", input)
  },
)
