import fc from "fast-check"
import { afterAll, beforeEach, expect, test } from "vitest"
import { startMailServer } from "@/lib/testing/mail-server"

const mail = await startMailServer()
process.env.SMTP_URL = mail.url
process.env.MAIL_FROM = "Tollgate <tollgate@example.com>"
process.env.BASE_URL = "https://tollgate.example.com"
const { sendMail } = await import("./send")

afterAll(() => mail.close())
beforeEach(() => {
  mail.letters.length = 0
})

/** Names of the headers above the first empty line, folded lines taken together. */
function headerNames(raw: string): string[] {
  const [head = ""] = raw.split("\r\n\r\n")
  return head
    .replace(/\r\n[ \t]/g, " ")
    .split("\r\n")
    .map((line) => line.split(":")[0]?.toLowerCase() ?? "")
}

const USUAL = ["from", "to", "subject", "message-id", "date", "mime-version", "content-type"]

const broken = fc
  .array(
    fc.constantFrom(
      "\r\n",
      "\n",
      "\r",
      "\u2028",
      "\0",
      "Bcc: evil@example.com",
      "\r\n\r\n<b>",
      " ",
      "ü",
      "a",
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(""))

test("whatever a subject or a file's name holds, it adds no header and no recipient", async () => {
  await fc.assert(
    fc.asyncProperty(broken, broken, async (subject, filename) => {
      mail.letters.length = 0
      const attachments = [{ filename, content: "1", contentType: "text/csv" }]
      await sendMail({
        to: "ada@example.com",
        subject: `x${subject}`,
        text: "text",
        html: "<p>text</p>",
        attachments,
      })
      expect(mail.letters.map(({ to }) => to)).toEqual([["ada@example.com"]])
      expect(headerNames(mail.letters[0]?.raw ?? "").sort()).toEqual(USUAL.toSorted())
    }),
    { numRuns: 30 },
  )
})

test("an address with others behind it reaches none of them", async () => {
  const behind = [
    ", evil@example.com",
    "; evil@example.com",
    "\r\nBcc: evil@example.com",
    "> <evil@example.com",
  ]
  const letter = { subject: "x", text: "x", html: "x" }
  await Promise.allSettled(behind.map((more) => sendMail({ to: `ada@example.com${more}`, ...letter })))
  await sendMail({ to: "last@example.com", ...letter })
  const reached = mail.letters.flatMap(({ to }) => to)
  expect(reached).toContain("last@example.com")
  expect(reached).not.toContain("evil@example.com")
})

test("a letter has a text and HTML, and the same id makes the same Message-ID", async () => {
  const letter = {
    to: "ada@example.com",
    subject: "Über",
    text: "as text",
    html: "<p>as HTML</p>",
    id: "one",
  }
  await sendMail(letter)
  await sendMail(letter)
  for (const { raw } of mail.letters) {
    expect(raw).toMatch(/^Message-ID: <one@tollgate\.example\.com>/m)
    expect(raw).toContain("as text")
    expect(raw).toContain("<p>as HTML</p>")
  }
  expect(mail.letters).toHaveLength(2)
})
