import * as z from "zod"
import { createDocument } from "zod-openapi"
import type { PayloadKind } from "@/lib/http/payload"
import { METHODS, type Method, type RouteHandler, type RouteOptions } from "@/lib/http/route"

/** A route file's exports; those that are no handlers are passed over. */
export type RouteModule = Readonly<Record<string, unknown>>
/** Route files by the path they answer, parameters in braces. */
export type RouteTable = Readonly<Record<string, RouteModule>>

type DocumentInput = Parameters<typeof createDocument>[0]
type PathItem = NonNullable<NonNullable<DocumentInput["paths"]>[string]>
type Operation = NonNullable<PathItem["get"]>

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: "A whole sentence that may be shown." }),
    request_id: z.string().meta({ description: "Names this request in the server's log." }),
    errors: z.array(
      z.object({
        pointer: z.string().meta({ description: "JSON pointer into the body, or a parameter's name." }),
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: "Problem", description: "RFC 9457." })

const SECURITY: Record<RouteOptions["auth"], Record<string, string[]>[]> = {
  none: [],
  key: [{ key: [] }],
  session: [{ session: [] }],
  either: [{ key: [] }, { session: [] }],
}

function isHandler(value: unknown): value is RouteHandler {
  return typeof value === "function" && "options" in value
}

/** The handlers of a route file by verb. */
export function handlersOf(module: RouteModule): [Method, RouteHandler][] {
  return METHODS.flatMap((method) => {
    const handler = module[method]
    return isHandler(handler) ? [[method, handler] satisfies [Method, RouteHandler]] : []
  })
}

function bodyOf({ body, payload }: RouteOptions): Pick<Operation, "requestBody"> {
  if (!body && !payload) return {}
  const kinds: readonly PayloadKind[] = payload ?? ["json"]
  const schema = body ?? z.unknown()
  const content = {
    ...(kinds.includes("json") ? { "application/json": { schema } } : {}),
    ...(kinds.includes("lines")
      ? { "application/x-ndjson": { schema: z.string().meta({ description: "One JSON value a line." }) } }
      : {}),
    ...(kinds.includes("bytes") ? { "application/octet-stream": { schema: z.unknown() } } : {}),
  }
  return { requestBody: { required: true, content } }
}

function paramsOf({ query, params }: RouteOptions): Pick<Operation, "requestParams"> {
  const found = {
    ...(query instanceof z.ZodObject ? { query } : {}),
    ...(params instanceof z.ZodObject ? { path: params } : {}),
  }
  return Object.keys(found).length > 0 ? { requestParams: found } : {}
}

function needs({ keyScope, roles }: RouteOptions): string {
  const parts = [
    ...(keyScope ? [`Key scope: \`${keyScope}\`.`] : []),
    ...(roles ? [`Roles: ${roles.map((role) => `\`${role}\``).join(", ")}.`] : []),
  ]
  return parts.join(" ")
}

function responsesOf({ document }: RouteOptions): NonNullable<Operation["responses"]> {
  const problems = {
    description: "A refusal.",
    content: { "application/problem+json": { schema: problem } },
  }
  const told = Object.entries(document?.responses ?? { 200: { description: "Done." } }).map(
    ([status, { description, body, type = "application/json" }]) => {
      const schema = body ?? (type === "application/json" ? undefined : z.string())
      return [status, { description, ...(schema ? { content: { [type]: { schema } } } : {}) }]
    },
  )
  return { ...Object.fromEntries(told), default: problems }
}

function operationOf(options: RouteOptions): Operation | null {
  const { document, auth } = options
  if (!document) return null
  const description = [document.description, needs(options)].filter(Boolean).join("\n\n")
  return {
    summary: document.summary,
    ...(description ? { description } : {}),
    tags: [document.tag],
    security: SECURITY[auth],
    ...paramsOf(options),
    ...bodyOf(options),
    responses: responsesOf(options),
  }
}

/** OpenAPI 3.1 of every route that describes itself, made from the schemas that check its requests. */
export function openApiDocument(table: RouteTable): ReturnType<typeof createDocument> {
  const paths: Record<string, PathItem> = {}
  for (const [path, module] of Object.entries(table)) {
    const item: PathItem = {}
    for (const [method, handler] of handlersOf(module)) {
      const operation = operationOf(handler.options)
      if (operation) Object.assign(item, { [method.toLowerCase()]: operation })
    }
    if (Object.keys(item).length > 0) paths[path] = item
  }
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Tollgate",
      version: "1",
      description: "An exact ledger of what every LLM call costs. Money is a decimal string with a currency.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", bearerFormat: "tg_<env>_<id>_<secret>" },
        session: { type: "apiKey", in: "cookie", name: "tollgate.session" },
      },
    },
    paths,
  })
}
