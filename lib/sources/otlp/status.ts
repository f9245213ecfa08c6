import type { Problem } from "@/lib/http/problem"

/** google.rpc.Code by what HTTP says. */
const CODES: ReadonlyMap<number, number> = new Map([
  [400, 3],
  [401, 16],
  [403, 7],
  [404, 5],
  [409, 10],
  [413, 3],
  [415, 3],
  [422, 3],
  [429, 8],
  [503, 14],
])

export const PROTOBUF = "application/x-protobuf"

/** Whether the sender speaks protobuf. */
export function speaksProtobuf(request: Request): boolean {
  const type = (request.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase()
  return type === PROTOBUF || type === "application/protobuf"
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return [...bytes, rest]
}

function bytesField(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([number * 8 + 2, ...varint(content.length)]), content])
}

const whole = (number: number, value: number) => Buffer.from([number * 8, ...varint(value)])

/** The words after which an exporter's log says what to mend: google.rpc.Status, in the sender's own format. */
export function statusBody({ status, detail }: Problem, request: Request): { type: string; body: BodyInit } {
  const code = CODES.get(status) ?? 13
  if (!speaksProtobuf(request)) {
    return { type: "application/json", body: JSON.stringify({ code, message: detail, details: [] }) }
  }
  const body = Buffer.concat([whole(1, code), bytesField(2, Buffer.from(detail))])
  return { type: PROTOBUF, body: new Uint8Array(body) }
}

/** ExportTraceServiceResponse: empty where everything was taken. */
export function exportBody(
  refused: { spans: number; message: string } | null,
  request: Request,
): { type: string; body: BodyInit } {
  if (!speaksProtobuf(request)) {
    const partialSuccess = refused && { rejectedSpans: String(refused.spans), errorMessage: refused.message }
    return { type: "application/json", body: JSON.stringify(partialSuccess ? { partialSuccess } : {}) }
  }
  const partial =
    refused && Buffer.concat([whole(1, refused.spans), bytesField(2, Buffer.from(refused.message))])
  return { type: PROTOBUF, body: new Uint8Array(partial ? bytesField(1, partial) : Buffer.alloc(0)) }
}
