import type { SendTotals } from "./send"

const COUNT = new Intl.NumberFormat("en")
const EVERY_MS = 200
const STEPS = 10

export interface Progress {
  update(totals: SendTotals): void
  end(totals: SendTotals): void
}

/** One line that counts up on a terminal; a line per tenth where the output is kept. */
export function progressLine(expected: number, out: NodeJS.WriteStream = process.stderr): Progress {
  const began = performance.now()
  let shownAt = 0
  let step = 0
  const text = (totals: SendTotals) => {
    const seconds = Math.max(0.001, (performance.now() - began) / 1_000)
    const rate = COUNT.format(Math.round(totals.sent / seconds))
    return `Sending demo traffic: ${COUNT.format(totals.sent)} of about ${COUNT.format(expected)} events, ${rate} per second`
  }
  return {
    update(totals) {
      const now = performance.now()
      if (out.isTTY) {
        if (now - shownAt < EVERY_MS) return
        shownAt = now
        out.write(`\r${text(totals)} `)
        return
      }
      const reached = Math.floor((totals.sent / Math.max(1, expected)) * STEPS)
      if (reached <= step) return
      step = reached
      out.write(`${text(totals)}\n`)
    },
    end(totals) {
      const seconds = ((performance.now() - began) / 1_000).toFixed(1)
      const { accepted, duplicates, conflicts, rejected, retries } = totals
      const parts = [
        `${COUNT.format(accepted)} accepted`,
        `${COUNT.format(duplicates)} known already`,
        `${COUNT.format(conflicts)} in conflict`,
        `${COUNT.format(rejected)} rejected`,
      ]
      const again = retries > 0 ? `, ${COUNT.format(retries)} requests repeated` : ""
      out.write(`${out.isTTY ? "\r" : ""}Demo traffic sent in ${seconds} s: ${parts.join(", ")}${again}.\n`)
    },
  }
}
