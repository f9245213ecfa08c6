import { renderToStaticMarkup } from "react-dom/server"
import { expect, test } from "vitest"
import { Freshness } from "./freshness"

test.each([
  [800, "Data to 10:24:31 CET · lag 0.8\u00a0s", "text-ink-3"],
  [95_000, "Data to 10:24:31 CET, 95.0\u00a0s behind", "text-warn"],
  [1_560_000, "Data to 10:24:31 CET, 26\u00a0min behind", "text-bad"],
])("a lag of %i ms reads %s", (lagMs, text, colour) => {
  const html = renderToStaticMarkup(
    <Freshness asOf={new Date("2026-11-19T09:24:31Z")} lagMs={lagMs} zone="Europe/Berlin" />,
  )
  expect(html.replace(/<[^>]*>/g, "")).toBe(text)
  expect(html).toContain(colour)
})
