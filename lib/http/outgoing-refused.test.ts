import fc from "fast-check"
import { afterAll, expect, test } from "vitest"
import { startReceiver } from "@/lib/testing/receiver"

process.env.OUTGOING_ALLOW = ""
const { postOutside } = await import("./outgoing")

const canary = await startReceiver()
const port = new URL(canary.url).port
afterAll(() => canary.close())

const post = (url: string, resolve?: (host: string) => Promise<string[]>) =>
  postOutside({ url, headers: {}, body: "{}" }, resolve ? { resolve } : {})

const LOOPBACK = [
  "127.0.0.1",
  "127.1",
  "127.0.1",
  "2130706433",
  "0x7f000001",
  "0x7f.0.0.1",
  "0177.0.0.1",
  "017700000001",
  "0x7f.1",
  "127.255.255.254",
  "0",
  "0.0.0.0",
  "0x0",
  "[::]",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::127.0.0.1]",
  "[64:ff9b::7f00:1]",
  "[64:ff9b::127.0.0.1]",
  "[64:ff9b:1::7f00:1]",
  "[2002:7f00:1::]",
  "[2001:0:7f00:1::1]",
  "[fe80::1]",
  "[fc00::1]",
  "１２７.０.０.１",
  "①②⑦.⓪.⓪.①",
  "127。0。0。1",
  "127.0.0.1.",
  "%31%32%37.0.0.1",
]
const METADATA = [
  "169.254.169.254",
  "0xa9fea9fe",
  "2852039166",
  "0251.0376.0251.0376",
  "[::ffff:169.254.169.254]",
  "[fd00:ec2::254]",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
]
const SPELLINGS = [...LOOPBACK, ...METADATA].flatMap((host) => [
  `http://${host}:${port}/`,
  `https://${host}:${port}/x?y`,
])
const OTHERS = [
  `http://user@127.0.0.1:${port}/`,
  `http://example.com:80@127.0.0.1:${port}/`,
  `http://127.0.0.1:${port}#@example.com/`,
  `http:\\\\127.0.0.1:${port}\\`,
  `http:/127.0.0.1:${port}`,
  `//127.0.0.1:${port}`,
  "file:///etc/passwd",
  "gopher://127.0.0.1:70/_x",
  "ftp://127.0.0.1/",
  "data:text/plain,x",
  "javascript:0",
  "unix:/var/run/docker.sock",
]

test("no spelling of a loopback or metadata address opens a connection", async () => {
  expect(SPELLINGS.length + OTHERS.length).toBeGreaterThan(80)
  for (const url of [...SPELLINGS, ...OTHERS]) await expect(post(url), url).rejects.toThrow(/[.:]/)
  expect(canary.connections).toBe(0)
})

test("a name opens none either, whatever it stands for, and however its answers change", async () => {
  const places = ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.1", "169.254.169.254", "fe80::1%lo"]
  const answers = fc.array(fc.constantFrom(...places), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(answers, fc.constantFrom("http", "https"), async (found, scheme) => {
      await expect(post(`${scheme}://rebind.example:${port}/`, async () => found)).rejects.toThrow()
    }),
  )
  expect(canary.connections).toBe(0)
})

test("a name that is public when it is judged and private a moment later is asked for once", async () => {
  let asked = 0
  const rebinding = async () => {
    asked += 1
    return asked === 1 ? ["192.0.2.1"] : ["127.0.0.1"]
  }
  await expect(post(`https://rebind.example/`, rebinding)).rejects.toThrow("not on the public internet")
  expect(asked).toBe(1)
  expect(canary.connections).toBe(0)
})

test("public addresses take https on the usual port alone", async () => {
  const open = async () => ["1.1.1.1"]
  for (const url of ["http://a.example/", "https://a.example:8080/", "http://a.example:443/"])
    await expect(post(url, open), url).rejects.toThrow("https on the usual port")
})
