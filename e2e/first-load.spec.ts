import { gzipSync } from "node:zlib"
import { PAGES } from "@/lib/testing/page-table"
import { expect, test } from "./fixtures"

/** Bytes of script, compressed as a server does, that a page may ask for before it answers. */
const LIMIT = 170 * 1024

const SCRIPT = /<script\b[^>]*\bsrc="([^"]+)"[^>]*>/g

test("no page loads more script at first than its limit", async ({ signIn, send, context, baseURL }) => {
  test.slow()
  await send([
    {
      id: "one",
      provider: "openai",
      model: "gpt-4o-mini",
      user: "j.weber",
      feature: "search",
      team: "Commerce",
      usage: { input_uncached: 1_000, output: 10 },
    },
  ])
  await signIn()
  const sizes = new Map<string, number>()
  const sizeOf = async (src: string) => {
    const known = sizes.get(src)
    if (known !== undefined) return known
    const size = gzipSync(await (await context.request.get(src)).body()).length
    sizes.set(src, size)
    return size
  }
  const over: string[] = []
  for (const [name, { address, allow }] of Object.entries(PAGES)) {
    const path = address ?? name
    if (allow === "everybody") continue
    const html = await (await context.request.get(path)).text()
    // Browsers of today leave out what is marked for those that know no modules.
    const tags = [...html.matchAll(SCRIPT)].filter(([tag]) => !/nomodule/i.test(tag))
    const sources = [...new Set(tags.map(([, src]) => new URL(src ?? "", baseURL).href))]
    expect(sources.length, path).toBeGreaterThan(3)
    let total = 0
    for (const src of sources) total += await sizeOf(src)
    if (total > LIMIT) over.push(`${path} ${(total / 1024).toFixed(1)} KB`)
  }
  expect(over).toEqual([])
})
