import { randomBytes } from "node:crypto"
import { deflateSync, gzipSync } from "node:zlib"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { AppError } from "@/lib/errors"
import { BadLine, BODY_LIMITS, parseJson, parseJsonLines, readBody } from "./body"
import { depthWithin } from "./json-depth"

const URL = "http://localhost:3000/api/v1/events"

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request(URL, { method: "POST", body, headers, duplex: "half" } as unknown as RequestInit)
}

function streamed(chunks: Uint8Array[], onCancel = () => undefined): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = chunks.shift()
      if (next) controller.enqueue(next)
      else controller.close()
    },
    cancel: onCancel,
  })
}

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error) => (error instanceof AppError ? error.code : String(error)),
  )
}

describe("depth", () => {
  test("is that of the parsed value, whatever its strings hold", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 7 }), fc.integer({ min: 0, max: 8 }), (text, limit) => {
        const depth = depthOf(JSON.parse(text))
        expect(depthWithin(Buffer.from(text), limit)).toBe(Math.min(depth, limit + 1))
      }),
    )
  })

  test("brackets and escapes inside strings do not count", () => {
    expect(depthWithin(Buffer.from(JSON.stringify({ a: '[[["\\[[[' })), 8)).toBe(1)
  })

  test("a million brackets are refused at once", () => {
    const started = performance.now()
    expect(() => parseJson(Buffer.from("[".repeat(1_000_000)))).toThrow(/nest deeper/)
    expect(performance.now() - started).toBeLessThan(200)
  })
})

describe("reading", () => {
  test("any bytes come back whole, plain or packed, declared or streamed in any pieces", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 8 }),
        async (parts) => {
          const whole = Buffer.concat(parts)
          const packed = gzipSync(whole)
          expect(await readBody(post(streamed([...parts]) as BodyInit))).toEqual(whole)
          expect(await readBody(post(whole, { "content-length": String(whole.length) }))).toEqual(whole)
          expect(await readBody(post(packed, { "content-encoding": "gzip" }))).toEqual(whole)
        },
      ),
      { numRuns: 50 },
    )
  })

  test("a body over the limit is refused by its declaration, and while it streams", async () => {
    const limit = BODY_LIMITS.maxBytes
    const declared = post(new Uint8Array(10), { "content-length": String(limit + 1) })
    expect(await codeOf(readBody(declared))).toBe("too_large")
    let cancelled = false
    const chunks = Array.from({ length: 100 }, () => new Uint8Array(1024 * 1024))
    const endless = streamed(chunks, () => {
      cancelled = true
      return undefined
    })
    expect(await codeOf(readBody(post(endless as BodyInit)))).toBe("too_large")
    expect(cancelled).toBe(true)
    expect(chunks.length).toBeGreaterThan(90)
  })

  test("a bomb is refused by its ratio and by its size, quickly", async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(512 * 1024)
    const started = performance.now()
    expect(await codeOf(readBody(post(bomb, { "content-encoding": "gzip" })))).toBe("too_large")
    const ratio = gzipSync(Buffer.alloc(2 * 1024 * 1024))
    expect(await codeOf(readBody(post(ratio, { "content-encoding": "gzip" })))).toBe("too_large")
    expect(performance.now() - started).toBeLessThan(400)
    // A bomb that promises to be small is stopped while it inflates.
    const liar = Buffer.from(bomb)
    liar.writeUInt32LE(10, liar.length - 4)
    expect(await codeOf(readBody(post(liar, { "content-encoding": "gzip" })))).toBe("too_large")
  })

  test("what begins as a bomb is refused before the rest of it is inflated", async () => {
    const noise = randomBytes(100 * 1024)
    const mixed = gzipSync(Buffer.concat([Buffer.alloc(3 * 1024 * 1024), noise]))
    expect(await codeOf(readBody(post(mixed, { "content-encoding": "gzip" })))).toBe("too_large")
    const whole = Buffer.concat([noise, Buffer.alloc(512 * 1024), noise, Buffer.alloc(512 * 1024)])
    const packed = post(gzipSync(whole), { "content-encoding": "gzip" })
    expect(await readBody(packed)).toEqual(whole)
  })

  test("only gzip, once", async () => {
    for (const encoding of ["deflate", "br", "gzip, gzip", "zstd", "x"]) {
      const request = post(deflateSync("{}"), { "content-encoding": encoding })
      expect(await codeOf(readBody(request))).toBe("unsupported_media")
    }
    expect(await codeOf(readBody(post("not gzip", { "content-encoding": "gzip" })))).toBe("bad_request")
    const cut = gzipSync("x".repeat(1000)).subarray(0, 20)
    expect(await codeOf(readBody(post(cut, { "content-encoding": "gzip" })))).toBe("bad_request")
  })

  test("a packed body over the wire limit is refused before it is inflated", async () => {
    const noise = Buffer.from(Array.from({ length: 600 * 1024 }, (_, at) => (at * 7919) % 251))
    expect(await codeOf(readBody(post(noise, { "content-encoding": "gzip" })))).toBe("too_large")
  })
})

describe("parsing", () => {
  test("JSON comes back as it was, with or without a byte order mark", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(parseJson(Buffer.from(`\ufeff${text}`)).value).toEqual(JSON.parse(text))
      }),
    )
  })

  test("a body that is no JSON is refused with a reason", () => {
    expect(() => parseJson(Buffer.from("{a:1}"))).toThrow(/not JSON/)
    expect(() => parseJson(Buffer.from("  "))).toThrow(/empty/)
    expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(/UTF-8/)
  })

  test("a bad line keeps its place and the other lines", () => {
    const body = `{"id":1}\n\nnope\r\n${"[".repeat(20)}\n{"id":[2]}\n`
    const { value: lines, depth } = parseJsonLines(Buffer.from(body))
    expect(lines[0]).toEqual({ id: 1 })
    expect(lines[1]).toBeInstanceOf(BadLine)
    expect(lines[2]).toEqual(new BadLine("Values nest deeper than 16 levels."))
    expect(lines[3]).toEqual({ id: [2] })
    expect(depth).toBe(2)
  })
})
