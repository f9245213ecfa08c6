import { expect, test } from "vitest"
import { readOptions } from "@/scripts/smoke/options"
import { readRouteFlag, readYaml, secretsOf, toSuite } from "./read-suite"

const ROUTE = {
  label: "direct",
  url: "https://api.example.com/v1",
  model: "gpt-4o-mini",
  key: "OPENAI_API_KEY",
}
const FILE = `
name: Nightly
cap: "0.25"
routes:
  - label: direct
    url: https://api.example.com/v1
    model: gpt-4o-mini
    key: OPENAI_API_KEY
  - label: gateway
    route: litellm
    url: https://llm.example.com/v1
    model: gpt-4o-mini
    key: LITELLM_KEY
    headers:
      x-team: smoke
      x-other-key: {env: OTHER_KEY}
`
const none = () => null

test("a file and flags say the same suite, and a flag goes before the file", () => {
  const suite = toSuite(readYaml(FILE))
  expect(suite).toMatchObject({ name: "Nightly", cap: "0.25", repeat: 20, require: [] })
  const flag =
    "label=gateway route=litellm url=https://llm.example.com/v1 model=gpt-4o-mini key=LITELLM_KEY header.x-team=smoke header-env.x-other-key=OTHER_KEY"
  expect(toSuite({ routes: [readRouteFlag(flag)] }).routes).toEqual(suite.routes.slice(1))
  const options = readOptions(["nightly.yaml", "--cap", "1", "--only", "chat, tools", "--json"], () => FILE)
  expect(toSuite(options?.suite)).toMatchObject({ name: "Nightly", cap: "1", only: ["chat", "tools"] })
  expect(options).toMatchObject({ json: true, post: true })
  expect(readOptions(["--help"], none)).toBeNull()
})

test("amounts may stand in a file as numbers, as people write them", () => {
  const file = `cap: 0.50\nroutes:\n  - {label: a, url: "https://a.example/v1", model: m, price: {input: 0.15, output: 1}}`
  const { cap, routes } = toSuite(readYaml(file))
  expect([cap, routes[0]?.price]).toEqual(["0.5", { input: "0.15", output: "1" }])
  expect(() => toSuite({ routes: [ROUTE], cap: Number.NaN })).toThrow(/US dollars/)
})

test("a key in a file or a flag is refused without being repeated", () => {
  const key = "sk-proj-abcdefghijkl"
  const wrong = [
    { ...ROUTE, key },
    { ...ROUTE, headers: { "x-api-key": key } },
    { ...ROUTE, headers: { authorization: `Bearer ${key}` } },
    { ...ROUTE, url: `https://user:${key}@api.example.com/v1` },
    { ...ROUTE, url: `https://api.example.com/v1?api-key=${key}` },
  ]
  for (const route of wrong) {
    const told = () => toSuite({ routes: [route] })
    expect(told).toThrow(/environment|must not hold/)
    expect(told).not.toThrow(key)
  }
})

test("what cannot be meant is refused with a sentence", () => {
  const refused: [() => unknown, RegExp][] = [
    [() => toSuite({ routes: [] }), /Name a route/],
    [() => toSuite({ routes: [ROUTE, ROUTE] }), /same label/],
    [() => toSuite({ routes: [{ ...ROUTE, url: "http://llm.example.com/v1" }] }), /--allow-http/],
    [() => toSuite({ routes: [{ ...ROUTE, modle: "x" }] }), /unknown: modle/],
    [() => toSuite({ routes: [ROUTE], cap: "-1" }), /US dollars/],
    [() => readRouteFlag("label"), /not name=value/],
    [() => readYaml("routes: [}"), /no YAML/],
    [() => readOptions([], none), /no file smoke.yaml/],
    [() => readOptions(["--nothing"], none), /--help/],
    [() => secretsOf(toSuite({ routes: [ROUTE] }), {}), /Not set in the environment: OPENAI_API_KEY/],
  ]
  for (const [asked, sentence] of refused) expect(asked).toThrow(sentence)
  expect(toSuite({ routes: [{ ...ROUTE, url: "http://127.0.0.1:1234/v1" }] }).routes).toHaveLength(1)
})
