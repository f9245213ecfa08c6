import { expect, test } from "vitest"
import { hashPassword, isPassword } from "./password"
import { passwordFault } from "./password-rules"
import { turnstile } from "./turnstile"

const REFUSED = [
  "short",
  "1234567",
  "12345678",
  "123456789012345",
  "87654321",
  "password",
  "Password1",
  "P@ssw0rd",
  "P@ssw0rd123!",
  "passwordpassword",
  "pass word",
  "qwertyuiop",
  "qwerty123456",
  "1q2w3e4r5t",
  "1qaz2wsx3edc",
  "asdfghjkl",
  "zxcvbnm123",
  "abcdefgh",
  "aaaaaaaaaaaa",
  "abababababab",
  "iloveyou2",
  "letmein2024",
  "Welcome2026!",
  "sunshine99",
  "football1!",
  "dragon1234",
  "Tollgate2026",
  "administrator",
  "trustno1trustno1",
  "adalovelace1",
]

const ACCEPTED = [
  "correct horse battery staple",
  "tr0mbone-Kestrel",
  "vT4$kq9!mZ",
  "nine yellow submarines",
  "grüßGott-aus-Köln",
  "пароль-на-двоих-7",
  `${"x".repeat(20)}y z`,
  "hunterlodge pinewood",
  "a7c2e9f1b3d8",
  "monkeywrench-in-the-gears",
]

test.each(REFUSED)("refuses %s", (password) => {
  expect(passwordFault(password, ["ada.lovelace@example.com", "adalovelace"])).not.toBeNull()
})

test.each(ACCEPTED)("accepts %s", (password) => {
  expect(passwordFault(password, ["ada.lovelace@example.com"])).toBeNull()
})

test("64 characters and more are fine, up to a bound", () => {
  expect(passwordFault("ab7 ".repeat(20))).not.toBeNull()
  expect(passwordFault(Array.from({ length: 64 }, (_, at) => "kx3v9!q"[(at * at) % 7]).join(""))).toBeNull()
  expect(passwordFault("k x".repeat(200))).toMatch(/at most/)
})

test("a hash is argon2id at the chosen cost, salted, and matches its password alone", async () => {
  const [one, two] = await Promise.all([hashPassword("tr0mbone-Kestrel"), hashPassword("tr0mbone-Kestrel")])
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(one).not.toBe(two)
  expect(await isPassword("tr0mbone-Kestrel", one)).toBe(true)
  expect(await isPassword("tr0mbone-kestrel", one)).toBe(false)
})

test("the same letters typed in another Unicode form match", async () => {
  expect(await isPassword("Ko\u0308ln-Deutz-9", await hashPassword("Köln-Deutz-9"))).toBe(true)
})

test("nobody's password is never right, and is hashed as long as a real one", async () => {
  const real = await hashPassword("tr0mbone-Kestrel")
  const timed = async (hash: string | null) => {
    const started = performance.now()
    expect(await isPassword("wrong guess", hash)).toBe(false)
    return performance.now() - started
  }
  const pairs: [number, number][] = []
  for (let n = 0; n < 15; n += 1) pairs.push([await timed(real), await timed(null)])
  const median = (side: 0 | 1) => pairs.map((pair) => pair[side]).sort((a, b) => a - b)[7]!
  expect(median(1) / median(0)).toBeGreaterThan(0.5)
  expect(median(1) / median(0)).toBeLessThan(2)
})

test("so many run at once, so many wait, the rest are told to come back", async () => {
  const pass = turnstile(2, 3)
  let running = 0
  let most = 0
  const task = () =>
    pass(async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 5))
      running -= 1
    })
  const outcomes = await Promise.allSettled(Array.from({ length: 9 }, task))
  expect(most).toBe(2)
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(5)
  await task()
})
