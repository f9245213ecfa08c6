import "server-only"
import { recordAudit } from "@/lib/auth/audit"
import type { Scope } from "@/lib/auth/scope"
import { behindWall } from "@/lib/db/wall"
import { log } from "@/lib/log"
import { enterExport } from "./gate"
import { inSnapshot, type Snapshot } from "./snapshot"

/** An export that is not read to its end in this time is cut off. */
const LIFE_MS = 15 * 60_000

export type Chunk = string | Uint8Array

/** A file before it is written. */
export interface ExportFile {
  /** ASCII, without a path. */
  name: string
  type: string
  /** For the trail: `spend by team`. */
  subject: string
  /** What was asked for, as the trail keeps it. */
  asked: Record<string, unknown>
  chunks: (snapshot: Snapshot) => AsyncGenerator<Chunk>
}

async function* bytesOf(
  scope: Scope,
  file: ExportFile,
  signal: AbortSignal,
  leave: () => void,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  try {
    for await (const chunk of inSnapshot(scope.orgId, signal, file.chunks)) {
      yield typeof chunk === "string" ? encoder.encode(chunk) : chunk
    }
  } catch (err) {
    if (!signal.aborted) log.error({ err, orgId: scope.orgId }, "An export broke off.")
    throw err
  } finally {
    leave()
  }
}

/** Reads on only when the reader has taken what was there; an error breaks the stream off visibly. */
function streamOf(
  bytes: AsyncGenerator<Uint8Array>,
  first: IteratorResult<Uint8Array, unknown>,
  ended: AbortController,
): ReadableStream<Uint8Array> {
  let held: IteratorResult<Uint8Array, unknown> | null = first
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const cutOff = () => {
          controller.error(ended.signal.reason)
          void bytes.return(undefined).catch(() => undefined)
        }
        ended.signal.addEventListener("abort", cutOff, { once: true })
      },
      async pull(controller) {
        const next = held ?? (await bytes.next())
        held = null
        if (next.done) controller.close()
        else controller.enqueue(next.value)
      },
      cancel(reason) {
        ended.abort(reason)
      },
    },
    { highWaterMark: 0 },
  )
}

async function noteInTrail(scope: Scope, { subject, name, asked }: ExportFile): Promise<void> {
  await behindWall(scope.orgId, (on) =>
    recordAudit(on, scope, { action: "export.download", subject, after: { file: name, ...asked } }),
  )
}

/**
 * The file as a download that is written while it is read, from one snapshot. What fails before the
 * first byte is an ordinary refusal; what fails later ends the answer without its end.
 */
export async function download(scope: Scope, request: Request, file: ExportFile): Promise<Response> {
  const leave = enterExport(scope.orgId)
  const ended = new AbortController()
  const life = setTimeout(() => ended.abort(new Error("The export's time is over.")), LIFE_MS)
  life.unref()
  request.signal.addEventListener("abort", () => ended.abort(request.signal.reason), { once: true })
  const leaveAll = () => {
    clearTimeout(life)
    leave()
  }
  const bytes = bytesOf(scope, file, ended.signal, leaveAll)
  try {
    await noteInTrail(scope, file)
    const first = await bytes.next()
    return new Response(streamOf(bytes, first, ended), {
      headers: {
        "content-type": file.type,
        "content-disposition": `attachment; filename="${file.name}"`,
      },
    })
  } catch (error) {
    leaveAll()
    throw error
  }
}
