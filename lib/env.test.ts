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

  test("takes a sign-in provider whole or not at all, over https", () => {
    const whole = {
      OIDC_ISSUER: "https://id.example.com",
      OIDC_CLIENT_ID: "tollgate",
      OIDC_CLIENT_SECRET: "s",
      OIDC_ALLOWED_DOMAINS: "Example.com, example.org",
    }
    expect(readEnv(whole).OIDC_ALLOWED_DOMAINS).toEqual(["example.com", "example.org"])
    for (const name of ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
      expect(() => readEnv({ ...whole, [name]: "" })).toThrow(`${name} must be set too`)
    for (const issuer of [
      "http://id.example.com",
      "http://localhost.example.com",
      "id.example.com",
      "ftp://x",
    ])
      expect(() => readEnv({ ...whole, OIDC_ISSUER: issuer }), issuer).toThrow("OIDC_ISSUER must be")
    expect(readEnv({ ...whole, OIDC_ISSUER: "http://127.0.0.1:9000" }).OIDC_NAME).toBe("single sign-on")
    const open = { ...whole, OIDC_ALLOWED_DOMAINS: "", OIDC_JOIN_ORGANISATION: "northwind" }
    expect(() => readEnv(open)).toThrow("OIDC_JOIN_ORGANISATION needs OIDC_ALLOWED_DOMAINS")
  })

  test("takes mail whole or not at all, to an SMTP server and from an address", () => {
    const whole = { SMTP_URL: "smtps://user:pass@mail.example.com", MAIL_FROM: "Tollgate <t@example.com>" }
    expect(readEnv(whole)).toMatchObject(whole)
    for (const name of ["SMTP_URL", "MAIL_FROM"])
      expect(() => readEnv({ ...whole, [name]: "" }), name).toThrow(`${name} must be set too`)
    expect(() => readEnv({ ...whole, SMTP_URL: "https://mail.example.com" })).toThrow("smtp:// or smtps://")
    for (const from of ["Tollgate", "a@b\r\nBcc: c@d", "T <a@b> <c@d>"])
      expect(() => readEnv({ ...whole, MAIL_FROM: from }), from).toThrow("MAIL_FROM must be an address")
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
