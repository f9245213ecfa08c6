import { csvLine } from "@/lib/http/csv"

const CHUNK = 64 * 1024

/** A file of lines that are made as they are taken. */
export function streamCsv(name: string, lines: AsyncIterable<readonly (string | number | null)[]>): Response {
  const iterator = lines[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      let text = ""
      while (text.length < CHUNK) {
        const next = await iterator.next()
        if (next.done) {
          if (text !== "") controller.enqueue(encoder.encode(text))
          return controller.close()
        }
        text += csvLine(next.value)
      }
      controller.enqueue(encoder.encode(text))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  })
}
