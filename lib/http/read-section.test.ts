import { redirect } from "next/navigation"
import { expect, test } from "vitest"
import { AppError } from "@/lib/errors"
import { readSection } from "./read-section"

const failing = (error: unknown) =>
  readSection("Events", async () => {
    throw error
  })

test("what was read is handed on", async () => {
  expect(await readSection("Events", async () => 7)).toEqual({ ok: true, value: 7 })
})

test("a refusal is its own sentence, and there is nothing to look for in the log", async () => {
  const refusal = new AppError("invalid", "The range ends before it begins.")
  expect(await failing(refusal)).toEqual({
    ok: false,
    sentence: "The range ends before it begins.",
    requestId: null,
  })
})

test("a database that is away is named, with an id to find the cause by", async () => {
  const away = Object.assign(new Error("connect"), { code: "ECONNREFUSED" })
  expect(await failing(away)).toEqual({
    ok: false,
    sentence: "Events could not be read: the database does not answer.",
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
})

test("a bug says nothing of itself", async () => {
  const failed = await failing(new TypeError("secret of the house"))
  expect(failed).toMatchObject({ ok: false, sentence: "Events could not be read." })
})

test("a redirect passes through", async () => {
  const leaving = readSection("Events", async () => redirect("/sign-in"))
  await expect(leaving).rejects.toThrow("NEXT_REDIRECT")
})
