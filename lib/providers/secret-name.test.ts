import { expect, test } from "vitest"
import { withoutSecrets } from "./secret-name"

test("what somebody signs in with is left out as a field, as a pair and as an object that names itself", () => {
  const sent = {
    headers: [
      { name: "Authorization", value: "Bearer a" },
      ["x-api-key", "b"],
      { name: "accept", value: "json" },
    ],
    request: { api_key: "c", name: "chat" },
  }
  expect(JSON.parse(JSON.stringify(sent, withoutSecrets))).toEqual({
    headers: [{ name: "Authorization" }, ["x-api-key"], { name: "accept", value: "json" }],
    request: { name: "chat" },
  })
})
