import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { FollowedFile } from "./followed-file"
import { MAX_LINE_BYTES, readLine } from "./line"
import { readOptions } from "./options"

const folder = mkdtempSync(join(tmpdir(), "tollgate-lines-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SEEN = new Date("2026-11-27T10:00:00Z")
const read = (text: string) => readLine(Buffer.from(text), "tail-1-0", SEEN)

test("a line is sent as it is, but for an id and a time where it has none", () => {
  const whole = '{"id":"a", "time":"2026-11-01T00:00:00Z","n":1.10}'
  expect(read(`\uFEFF${whole}\r`)).toEqual({ kind: "event", text: whole })
  const bare = read('{"user":"u", "n":1.10}')
  expect(bare).toEqual({
    kind: "event",
    text: '{"id":"tail-1-0","time":"2026-11-27T10:00:00.000Z","user":"u", "n":1.10}',
  })
  expect(read("{ }")).toMatchObject({ text: '{"id":"tail-1-0","time":"2026-11-27T10:00:00.000Z" }' })
  expect(read("  ")).toEqual({ kind: "blank" })
  for (const text of ["{", "[1]", "1", "null"]) expect(read(text)).toMatchObject({ kind: "refused" })
  expect(readLine(Buffer.from([0x7b, 0xff, 0x7d]), "i", SEEN)).toMatchObject({ code: "not_utf8" })
})

test("a line that is too long is passed over without being held", () => {
  const file = join(folder, "long.ndjson")
  writeFileSync(file, `{"id":"1"}\n${"z".repeat(MAX_LINE_BYTES + 70_000)}\n{"id":"2"}\n`)
  const followed = FollowedFile.open(file, "g")!
  const found: [boolean, number][] = []
  for (let lines = followed.lines(false); lines.length > 0; lines = followed.lines(false)) {
    for (const { isCut, bytes, end } of lines) {
      found.push([isCut, bytes.length])
      followed.moveTo(end)
    }
  }
  expect(found).toEqual([
    [false, 10],
    [true, 1_024],
    [false, 10],
  ])
  followed.close()
})

test("a line without its end waits, and is taken for one only where the file is at its end for good", () => {
  const file = join(folder, "half.ndjson")
  writeFileSync(file, '{"id":')
  const followed = FollowedFile.open(file, "g")!
  expect(followed.lines(false)).toEqual([])
  expect(followed.lines(true)).toMatchObject([{ start: 0, end: 6 }])
  followed.close()
})

test("flags are checked, and paths are the caller's", () => {
  const env = { INIT_CWD: "/srv/app", TOLLGATE_KEY: "k", OTHER: "o" } as unknown as NodeJS.ProcessEnv
  expect(readOptions(["--file", "log/a.ndjson"], env)).toEqual({
    ...{ file: "/srv/app/log/a.ndjson", state: "/srv/app/log/a.ndjson.tail", key: "k" },
    ...{
      url: "http://localhost:3000",
      bufferBytes: 64 * 1_024 ** 2,
      batch: 500,
      fromEnd: false,
      once: false,
    },
  })
  const more = ["--key-env", "OTHER", "--url", "https://t.example/", "--buffer", "512kb", "--state", "s"]
  expect(readOptions(["--file", "/a", ...more], env)).toMatchObject({
    ...{ key: "o", url: "https://t.example", bufferBytes: 524_288, state: "/srv/app/s" },
  })
  expect(readOptions(["--help"], env)).toBeNull()
  const wrong = [
    [],
    ["--buffer", "1kb"],
    ["--buffer", "big"],
    ["--batch", "0"],
    ["--batch", "1001"],
    ["--nope"],
  ]
  for (const flags of wrong) {
    const file = flags.length > 0 ? ["--file", "a"] : []
    expect(() => readOptions([...file, ...flags], env), String(flags)).toThrow("--help")
  }
  for (const flags of [
    ["--url", "ftp://x"],
    ["--key-env", "NONE"],
  ])
    expect(() => readOptions(["--file", "a", ...flags], env)).toThrow(/address|NONE/)
})
