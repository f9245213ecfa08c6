import * as z from "zod"
import { AppError } from "@/lib/errors"
import { type BodyLimits, parseJson, parseJsonLines, readBody } from "@/lib/http/body"

/** A body by its form, with how deep its brackets nest. Lines that are no JSON are `BadLine`s in their place. */
export type Payload =
  | { kind: "none" }
  | { kind: "json"; value: unknown; depth: number; size: number }
  | { kind: "lines"; values: unknown[]; depth: number; size: number }
  | { kind: "bytes"; bytes: Buffer; type: string }

export type PayloadKind = Exclude<Payload["kind"], "none">

const NAMES: Record<PayloadKind, string> = {
  json: "application/json",
  lines: "application/x-ndjson",
  bytes: "any type",
}

function kindOf(type: string): PayloadKind {
  if (type === "application/json" || (type.startsWith("application/") && type.endsWith("+json")))
    return "json"
  if (type === "application/x-ndjson" || type === "application/jsonl") return "lines"
  return "bytes"
}

function refuse(type: string, kinds: readonly PayloadKind[]): AppError {
  const said =
    type === "" ? "The request has no Content-Type." : `Content-Type "${type.slice(0, 60)}" is not accepted.`
  return new AppError("unsupported_media", `${said} Send ${kinds.map((kind) => NAMES[kind]).join(" or ")}.`)
}

/**
 * Reads a body in one of `kinds`. `assumesJson` takes a body without a Content-Type for JSON, or for bytes where
 * those may come alone, which is harmless where a key was sent and an opening for other sites where a cookie was.
 */
export async function readPayload(
  request: Request,
  kinds: readonly PayloadKind[],
  limits: BodyLimits,
  assumesJson: boolean,
): Promise<Payload> {
  const header = request.headers.get("content-type") ?? ""
  const type = (header.split(";", 1)[0] ?? "").trim().toLowerCase()
  const named = type === "" && assumesJson && kinds.includes("json") ? "json" : kindOf(type)
  const kind = kinds.includes(named) ? named : kinds.find((one) => one === "bytes")
  if (kind === undefined || (type === "" && !assumesJson)) throw refuse(type, kinds)
  const bytes = await readBody(request, limits)
  if (kind === "bytes") return { kind, bytes, type }
  const size = bytes.length
  if (kind === "json") return { kind, ...parseJson(bytes, limits.maxDepth), size }
  const { value: values, depth } = parseJsonLines(bytes, limits.maxDepth)
  return { kind, values, depth, size }
}

const fields = z.record(z.string(), z.unknown())

/** The few named values of a form, sent as JSON or as browsers' forms send them. */
export function formFields(payload: Payload): Record<string, unknown> {
  if (payload.kind === "json") return fields.catch({}).parse(payload.value)
  if (payload.kind === "bytes" && payload.type === "application/x-www-form-urlencoded") {
    return Object.fromEntries(new URLSearchParams(payload.bytes.toString("utf8")))
  }
  throw new AppError("unsupported_media", "Send application/json.")
}
