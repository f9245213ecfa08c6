import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, describe, expect, test } from "vitest"
import { readEnv } from "@/lib/env"
import { keptSecrets, writeOnce } from "@/lib/env-secrets"

const folder = mkdtempSync(join(tmpdir(), "tollgate-env-"))
afterAll(() => rmSync(folder, { recursive: true }))

describe("readEnv", () => {
  test("needs nothing", () => {
    expect(readEnv({})).toMatchObject({
      PORT: 3000,
      HOST: "127.0.0.1",
      LOG_LEVEL: "info",
      TRUSTED_PROXIES: [],
    })
  })

  test("takes exactly the port numbers there are", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.string(), fc.double()), (value) => {
        const text = String(value)
        const isPort = /^\d{1,5}$/.test(text) && Number(text) <= 65_535
        if (text === "" || isPort)
          expect(readEnv({ PORT: text }).PORT).toBe(text === "" ? 3000 : Number(text))
        else expect(() => readEnv({ PORT: text })).toThrow("PORT must be a port number")
      }),
    )
  })

  test("names every wrong variable at once, in sentences", () => {
    const wrong = {
      DATABASE_URL: "mysql://x",
      METRICS_TOKEN: "short",
      LOG_LEVEL: "loud",
      BASE_URL: "tollgate.example",
    }
    const sentences = [
      "DATABASE_URL must begin with postgresql://.",
      "BASE_URL must be a whole http or https URL.",
      "METRICS_TOKEN must have at least 16 characters.",
      "LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.",
    ]
    expect(() => readEnv(wrong)).toThrow(sentences.join("\n"))
  })

  test("reads a secret from the file that a container mounts", () => {
    const file = join(folder, "metrics")
    writeFileSync(file, "0123456789abcdef\n")
    expect(readEnv({ METRICS_TOKEN_FILE: file }).METRICS_TOKEN).toBe("0123456789abcdef")
    expect(() => readEnv({ METRICS_TOKEN_FILE: file, METRICS_TOKEN: "0123456789abcdef" })).toThrow("not both")
    expect(() => readEnv({ METRICS_TOKEN_FILE: join(folder, "none") })).toThrow("cannot be read")
  })

  test("counts an empty variable as absent", () => {
    expect(readEnv({ BASE_URL: "", DATABASE_URL: "", LOG_LEVEL: "" }).LOG_LEVEL).toBe("info")
  })

  test("splits the trusted proxies", () => {
    expect(readEnv({ TRUSTED_PROXIES: " 10.0.0.0/8, ::1 ," }).TRUSTED_PROXIES).toEqual(["10.0.0.0/8", "::1"])
  })
})

describe("keptSecrets", () => {
  test("makes them once, for the owner alone", () => {
    const first = keptSecrets(folder)
    expect(keptSecrets(folder)).toEqual(first)
    expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600)
    expect(first.keyPepper).not.toBe(first.nextauthSecret)
  })

  test("never overwrites what somebody else wrote first", () => {
    const file = join(folder, "once")
    writeOnce(file, "first")
    writeOnce(file, "second")
    expect(readFileSync(file, "utf8")).toBe("first")
  })
})
