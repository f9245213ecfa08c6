import "server-only"
import type * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"
import { type Access, authenticate } from "@/lib/http/authenticate"
import { BODY_LIMITS, type BodyLimits } from "@/lib/http/body"
import { parseBody, parseParameters, queryValues } from "@/lib/http/input"
import { countAnswer } from "@/lib/http/metrics"
import { type Payload, type PayloadKind, readPayload } from "@/lib/http/payload"
import { type Problem, toProblem } from "@/lib/http/problem"
import { jsonResponse, toResponse } from "@/lib/http/reply"
import { newRequestId } from "@/lib/http/request-id"
import { log } from "@/lib/log"

/** What the API's description says of a route. */
export interface RouteDocument {
  summary: string
  /** Longer words, in Markdown. */
  description?: string
  tag: string
  /** Answers by status; every route may also answer with a problem. */
  responses?: Record<number, { description: string; body?: z.ZodType; type?: string }>
}

export interface RouteOptions<Query = unknown, Body = unknown, Params = unknown> extends Access {
  query?: z.ZodType<Query>
  params?: z.ZodType<Params>
  /** What must hold before the body is read; what it answers is the handler's `admitted`. */
  admit?(request: Request, query: Query): Promise<unknown>
  /** A JSON body, checked whole. */
  body?: z.ZodType<Body>
  /** For bodies that the handler checks item by item: what forms may come. `body` then only describes it. */
  payload?: readonly PayloadKind[]
  limits?: Partial<BodyLimits>
  /** For a protocol that has a form of its own for refusals, instead of a problem. */
  refusal?: (problem: Problem, request: Request) => { type: string; body: BodyInit }
  document?: RouteDocument
}

export interface RouteInput<Query, Body, Params, S, Admitted = undefined> {
  scope: S
  admitted: Admitted
  query: Query
  params: Params
  body: Body
  payload: Payload
  request: Request
  requestId: string
}

type ScopeFor<O extends Access> = O extends { auth: "none" } ? null : Scope

type AdmittedBy<O> = O extends { admit(...input: never): Promise<infer T> } ? T : undefined

type OutputOf<O, Name extends string> = O extends { [K in Name]: z.ZodType<infer T> } ? T : undefined

/** Next hands a handler its path parameters as a promise; a route without any gets an empty object. */
export interface RouteContext {
  params: Promise<Record<string, string | string[] | undefined>>
}

export interface RouteHandler {
  (request: Request, context?: RouteContext): Promise<Response>
  /** What the route was declared with, for the API's description and the access tests. */
  readonly options: RouteOptions
}

const NO_PAYLOAD: Payload = { kind: "none" }
const PROBLEM_TYPE = { "content-type": "application/problem+json; charset=utf-8" }

function answerTo(error: unknown, requestId: string, request: Request, { refusal }: RouteOptions): Response {
  const { problem, headers, isExpected } = toProblem(error, requestId)
  if (!isExpected) {
    const level = problem.status === 503 ? "warn" : "error"
    log[level]({ err: error, requestId, status: problem.status }, "A request failed.")
  }
  if (!refusal) return jsonResponse(problem.status, problem, requestId, { ...headers, ...PROBLEM_TYPE })
  const { type, body } = refusal(problem, request)
  const response = new Response(body, {
    status: problem.status,
    headers: { ...headers, "content-type": type },
  })
  return toResponse(response, requestId)
}

async function readInput(request: Request, options: RouteOptions, isKey: boolean) {
  if (!options.body && !options.payload) return { payload: NO_PAYLOAD, body: undefined }
  const kinds = options.payload ?? ["json"]
  const limits = options.limits ? { ...BODY_LIMITS, ...options.limits } : BODY_LIMITS
  const payload = await readPayload(request, kinds, limits, isKey)
  if (options.payload || !options.body) return { payload, body: undefined }
  return { payload, body: parseBody(options.body, payload.kind === "json" ? payload.value : undefined) }
}

async function readParams(options: RouteOptions, context: RouteContext | undefined): Promise<unknown> {
  if (!options.params) return undefined
  return parseParameters(options.params, (await context?.params) ?? {})
}

/**
 * Wraps a route's handler in all that routes share: a request id, who asks, what may come in and how
 * much of it, and one answer to every error. The handler's value becomes JSON with status 200; a
 * `reply()` or a `Response` speaks for itself.
 */
export function route<const O extends RouteOptions>(
  options: O,
  handler: (
    input: RouteInput<
      OutputOf<O, "query">,
      O extends { payload: readonly PayloadKind[] } ? undefined : OutputOf<O, "body">,
      OutputOf<O, "params">,
      ScopeFor<O>,
      AdmittedBy<O>
    >,
  ) => unknown,
): RouteHandler {
  async function respond(request: Request, context?: RouteContext): Promise<Response> {
    const requestId = newRequestId()
    let response: Response
    try {
      const scope = await authenticate(request, options)
      const params = await readParams(options, context)
      const query = options.query && parseParameters(options.query, queryValues(request.url))
      const admitted = await options.admit?.(request, query)
      const { payload, body } = await readInput(request, options, scope?.actor.kind === "key")
      // The schemas that made these values are the ones the handler's types are read from.
      const input = { scope, admitted, params, query, payload, body, request, requestId } as Parameters<
        typeof handler
      >[0]
      response = toResponse(await handler(input), requestId)
    } catch (error) {
      response = answerTo(error, requestId, request, options)
    }
    countAnswer(response.status)
    return response
  }
  return Object.assign(respond, { options })
}

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const
export type Method = (typeof METHODS)[number]

const REFUSAL: RouteOptions = { auth: "none" }

/** Whether a verb is there to answer 405 alone. */
export function isRefusal(handler: RouteHandler): boolean {
  return handler.options === REFUSAL
}

/** The handlers of one path; the verbs it does not know answer 405 as a problem. */
export function methods(handlers: Partial<Record<Method, RouteHandler>>): Record<Method, RouteHandler> {
  const allow = METHODS.filter((method) => handlers[method]).join(", ")
  const refuse = route(REFUSAL, ({ request, requestId }) => methodRefusal(request, allow, requestId))
  const every = METHODS.map((method) => [method, handlers[method] ?? refuse])
  return Object.fromEntries(every) as Record<Method, RouteHandler>
}

function methodRefusal(request: Request, allow: string, requestId: string): Response {
  const problem = {
    type: "urn:tollgate:problem:method-not-allowed",
    title: "Method not allowed",
    status: 405,
    detail: `${request.method.slice(0, 20)} is not possible here. Possible: ${allow}.`,
    request_id: requestId,
    errors: [],
  }
  return jsonResponse(405, problem, requestId, { allow, ...PROBLEM_TYPE })
}

/** For a path without anything behind it. */
export function noRoute(): never {
  throw new AppError(
    "not_found",
    "There is nothing at this address. The API is described at /api/openapi.json.",
  )
}
