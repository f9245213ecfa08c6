import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { writeCredentials } from "./credentials"
import { parseDemoArguments } from "./options"

const folder = mkdtempSync(join(tmpdir(), "tollgate-demo-"))
afterAll(() => rmSync(folder, { recursive: true }))

describe("parseDemoArguments", () => {
  it("has defaults and takes numbers, seeds and files", () => {
    const trace = join(folder, "trace.csv")
    writeFileSync(trace, "")
    expect(parseDemoArguments([])).toEqual({ events: 120_000, seed: "northwind", trace: null })
    expect(parseDemoArguments(["--events", "500", "--seed", "b2"])).toMatchObject({ events: 500, seed: "b2" })
    expect(parseDemoArguments([`--trace=${trace}`]).trace).toBe(trace)
  })

  it.each([
    [["--events", "many"], "whole number"],
    [["--events", "-1"], "argument"],
    [["--events=1.5"], "whole number"],
    [["--seed", "Ä"], "small letters"],
    [["--trace", "/nowhere.csv"], "no trace at"],
    [["--trace", "x", "--events", "3"], "without --events"],
    [["--fast"], "Unknown option"],
    [["more"], "positional"],
  ])("refuses %j with a sentence", (argv, sentence) => {
    expect(() => parseDemoArguments(argv)).toThrow(sentence)
  })
})

describe("writeCredentials", () => {
  it("replaces the file and lets nobody else read it", () => {
    const credentials = {
      url: "http://localhost:3000",
      owner: { email: "a@b.test", password: "secret" },
      keys: { ingest: "i", read: "r", admin: "a" },
    }
    const dataDir = join(folder, "data")
    writeCredentials(dataDir, { ...credentials, url: "http://localhost:1" })
    const path = writeCredentials(dataDir, credentials)
    expect(path).toBe(join(dataDir, "demo.json"))
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(credentials)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })
})
