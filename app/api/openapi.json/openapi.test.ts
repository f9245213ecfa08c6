import { expect, test } from "vitest"
import { routes } from "@/app/api/openapi.json/routes"
import { openApiDocument } from "@/lib/http/openapi"
import { routesOnDisk } from "@/lib/testing/route-files"

const document = openApiDocument(routes)

test("the committed description is the one the code makes; `vitest run -u` on this file renews it", async () => {
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot("../../../docs/openapi.json")
})

test("every route that describes itself is listed", async () => {
  const described = (await routesOnDisk()).filter(({ handler }) => handler.options.document)
  for (const { name, path, handler } of described) {
    const module = routes[path]
    expect(
      module && Object.values(module).includes(handler),
      `${name} in app/api/openapi.json/routes.ts`,
    ).toBe(true)
  }
})

test("every route below /api/v1 describes itself", async () => {
  const silent = (await routesOnDisk()).filter(
    ({ path, handler }) => path.startsWith("/api/v1/") && !handler.options.document,
  )
  expect(silent.map(({ name }) => name)).toEqual([])
})

test("every operation names its tag, its access and the problem it may answer", () => {
  expect(document.openapi).toBe("3.1.0")
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(item)) {
      expect(operation, `${method} ${path}`).toMatchObject({
        summary: expect.any(String),
        tags: [expect.any(String)],
        security: expect.any(Array),
        responses: { default: expect.anything() },
      })
    }
  }
  expect(document.components?.schemas).toHaveProperty("Problem")
})

test("path parameters in braces are those the route declares", () => {
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    for (const operation of Object.values(item) as { parameters?: { in: string; name: string }[] }[]) {
      const declared = operation.parameters?.filter((one) => one.in === "path").map((one) => one.name) ?? []
      expect(declared, path).toEqual(named)
    }
  }
})
