import * as z from "zod"
import { handleAuth } from "@/lib/auth/next-auth-handler"
import { isProviderCallback } from "@/lib/auth/provider"
import { AppError } from "@/lib/errors"
import { queryValues } from "@/lib/http/input"
import { requireOwnOrigin } from "@/lib/http/own-origin"
import { formFields } from "@/lib/http/payload"
import { type RouteInput, route } from "@/lib/http/route"

const params = z.object({ nextauth: z.array(z.string().max(100)).min(1).max(3) })
type Input = RouteInput<undefined, undefined, z.output<typeof params>, null>

function answer(
  method: "GET" | "POST",
  { request, params: { nextauth }, payload }: Input,
): Promise<Response> {
  return handleAuth({
    method,
    path: nextauth,
    query: queryValues(request.url),
    headers: request.headers,
    body: method === "POST" ? formFields(payload) : undefined,
  })
}

export const GET = route({ auth: "none", params }, (input) => {
  if (input.params.nextauth[0] === "callback" && !isProviderCallback(input.params.nextauth)) {
    throw new AppError("not_found", "A password is sent by POST; there is nothing to get here.")
  }
  return answer("GET", input)
})

export const POST = route(
  { auth: "none", params, payload: ["json", "bytes"], limits: { maxBytes: 16 * 1024 } },
  (input) => {
    // next-auth checks its own token too; a browser always says where a POST comes from.
    if (input.request.headers.has("origin")) requireOwnOrigin(input.request)
    return answer("POST", input)
  },
)
