import { expect, test } from "vitest"
import { formatDecimal } from "@/lib/money"
import type { BillLine } from "./bill"
import { issuerOf } from "./issuer"
import { readFile } from "./read-file"
import { readFocus } from "./read-focus"

const OPTIONS = { format: null, account: "", mapping: null, zone: "UTC" }
const read = (text: string) => readFile(Buffer.from(text), OPTIONS)
const told = ({ day, biller, model, kind, amount, tokens }: BillLine) => ({
  ...{ day, biller, model, kind },
  amount: amount && formatDecimal(amount),
  tokens: Object.fromEntries(Object.entries(tokens).map(([name, count]) => [name, Number(count)])),
})

test("FOCUS: each row's biller and kind, its tokens by what they are called, days of any zone", async () => {
  const head =
    "BilledCost,BillingAccountId,BillingCurrency,ChargeCategory,ChargeDescription,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,InvoiceIssuerName,SkuId,SkuMeter"
  const berlin = "2026-10-31T23:00:00Z,2026-11-01T23:00:00Z"
  const file = [
    head,
    `0.5,acc,USD,Usage,"gpt-5: output, all",${berlin},1000,Tokens,OpenAI,openai/gpt-5,Output tokens`,
    `0.1,acc,USD,Usage,,${berlin},500,Tokens,OpenAI,openai/gpt-5,Cached input tokens`,
    `-5,acc,USD,Credit,Grant,${berlin},,,OpenAI,,`,
    "19,acc,USD,Tax,VAT,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,,,OpenAI,,",
    "19,acc,USD,Usage,Month,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,,,OpenAI,,",
    "x,acc,USD,Usage,Month,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,,,OpenAI,,",
  ].join("\r\n")
  const { format, bill } = await read(file)
  expect(format).toBe("focus")
  expect(bill.lines.map(told)).toMatchObject([
    { day: "2026-11-01", biller: "openai", model: "gpt-5", amount: "0.5", tokens: { output: 1_000 } },
    { model: "gpt-5", tokens: { cache_read: 500 } },
    { model: null, kind: "credit", amount: "-5" },
    { day: "2026-11-01", kind: "tax", amount: "19" },
  ])
  expect(bill.unreadRows.map(({ detail }) => detail)).toEqual([
    "It covers more than a day: export it by day.",
    "Its BilledCost is no amount.",
  ])
})

test.each([
  ["OpenAI, L.L.C.", "", "openai"],
  ["OpenAI OpCo, LLC", "", "openai"],
  ["OpenAI Ireland Ltd", "", "openai"],
  ["Anthropic, PBC", "", "anthropic"],
  ["Anthropic Ireland, Limited", "", "anthropic"],
  ["Amazon Web Services, Inc.", "Claude Sonnet 4.5 (Amazon Bedrock Edition)", "bedrock"],
  ["Amazon Web Services EMEA SARL", "", "bedrock"],
  ["Google LLC", "Vertex AI", "vertex"],
  ["Google Cloud EMEA Limited", "Gemini API", "gemini"],
  ["Microsoft Corporation", "Azure OpenAI", "azure"],
  ["Microsoft Ireland Operations Limited", "Foundry Models", "azure"],
  ["Mistral AI SAS", "", "mistral"],
  ["X.AI LLC", "", "xai"],
  ["our-gateway", "openai API", "our-gateway"],
])("FOCUS: %s bills %s as a provider", (company, service, biller) => {
  expect(issuerOf(company, service)).toEqual({ ok: true, biller })
})

test("FOCUS: a cloud's rows for other services are told and in no sum", () => {
  expect(issuerOf("Amazon Web Services, Inc.", "Amazon EC2")).toEqual({
    ok: false,
    detail: 'Its service "Amazon EC2" sells no models.',
  })
})

const FOCUS_HEAD =
  "BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,InvoiceIssuerName"
const focusRow = (start: string, end: string, kind = "Usage") => `1,USD,${kind},${start},${end},OpenAI LLC`
const focus = (rows: readonly string[], own = "UTC") => readFocus([FOCUS_HEAD, ...rows].join("\n"), own)

test.each([
  ["days of UTC", ["2026-10-03T00:00:00Z 2026-10-04T00:00:00Z"], "Asia/Tokyo", "UTC", "2026-10-03"],
  [
    "days of one's own zone",
    ["2026-10-02T15:00:00Z 2026-10-03T15:00:00Z"],
    "Asia/Tokyo",
    "Asia/Tokyo",
    "2026-10-03",
  ],
  ["days of another zone", ["2026-10-02T15:00:00Z 2026-10-03T15:00:00Z"], "UTC", "Etc/GMT-9", "2026-10-03"],
  ["offsets", ["2026-10-03T00:00:00-07:00 2026-10-04T00:00:00-07:00"], "UTC", "Etc/GMT+7", "2026-10-03"],
  ["half hours", ["2026-10-02T18:30Z 2026-10-03T18:30Z"], "UTC", "Asia/Calcutta", "2026-10-03"],
  [
    "days around a change of clocks",
    ["2026-10-23T22:00:00Z 2026-10-24T22:00:00Z", "2026-10-24T22:00:00Z 2026-10-25T23:00:00Z"],
    "Europe/Berlin",
    "Europe/Berlin",
    "2026-10-25",
  ],
  ["hours", ["2026-10-03T23:00:00 2026-10-04T00:00:00"], "Asia/Tokyo", "UTC", "2026-10-03"],
])("FOCUS: %s are the bill's days", async (_, periods, own, zone, last) => {
  const bill = await focus(
    periods.map((period) =>
      focusRow(period.slice(0, period.indexOf(" ")), period.slice(period.indexOf(" ") + 1)),
    ),
    own,
  )
  expect({ zone: bill.zone, day: bill.lines.at(-1)?.day, unread: bill.unreadRows }).toEqual({
    ...{ zone, day: last, unread: [] },
  })
})

test("FOCUS: usage that lies in no day of the file's zone is refused, since its hours cannot be compared", async () => {
  const day = (number: number, hour: string) => `2026-10-0${number}T${hour}:00:00Z`
  const bill = await focus([
    focusRow(day(3, "15"), day(4, "15")),
    focusRow(day(4, "15"), day(5, "15")),
    focusRow(day(4, "00"), day(5, "00")),
    focusRow(day(4, "14"), day(4, "16")),
    focusRow(day(3, "15"), day(5, "15")),
    focusRow(day(4, "00"), day(5, "00"), "Tax"),
  ])
  expect(bill.lines.map(({ day: of, kind }) => `${kind} ${of}`)).toEqual([
    "usage 2026-10-04",
    "usage 2026-10-05",
    "tax 2026-10-04",
  ])
  const detail =
    "Its charge period lies in no day of Etc/GMT-9, in which the file counts: its hours cannot be compared."
  expect(bill.unreadRows).toEqual([
    { row: 4, detail },
    { row: 5, detail },
    { row: 6, detail: "It covers more than a day: export it by day." },
  ])
})

test("FOCUS counts tokens in the thousands or millions that its unit names", async () => {
  const head =
    "BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,InvoiceIssuerName,SkuId,ConsumedQuantity,ConsumedUnit,x_TokenClass"
  const row = (model: string, quantity: string, unit: string) =>
    `1,USD,Usage,2026-10-03T00:00:00Z,2026-10-04T00:00:00Z,OpenAI,${model},${quantity},${unit},input`
  const rows = [
    row("plain", "250", "Tokens"),
    row("thousands", "250.5", "1K tokens"),
    row("millions", "1.5", "1M Tokens"),
    row("in-words", "12", "1K input tokens"),
    row("spelled", "2", "Million tokens"),
    row("no-number", "7", "Model tokens"),
    row("parts", "0.0001", "1K tokens"),
  ]
  const { lines } = await readFocus([head, ...rows].join("\n"), "UTC")
  expect(lines.map(({ model, tokens }) => `${model} ${tokens.input_uncached}`)).toEqual([
    "plain 250",
    "thousands 250500",
    "millions 1500000",
    "in-words 12000",
    "spelled 2000000",
    "no-number 7",
    "parts undefined",
  ])
})
