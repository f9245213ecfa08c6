const EVERY_MS = 10_000
const EVERY_MS_IN_PLACE = 1_000

export interface Screen {
  /** A sentence that stays. */
  say: (line: string) => void
  close: () => void
}

/**
 * Shows how it goes: one line in place on a terminal, elsewhere a line every ten seconds where something
 * changed.
 */
export function openScreen(status: () => string, out: NodeJS.WriteStream = process.stderr): Screen {
  let shown = ""
  const inPlace = out.isTTY === true
  const clear = inPlace ? "\r\u001b[K" : ""
  const show = () => {
    const line = status()
    if (line === shown) return
    shown = line
    out.write(inPlace ? `${clear}${line.slice(0, Math.max(20, out.columns - 1))}` : `${line}\n`)
  }
  const timer = setInterval(show, inPlace ? EVERY_MS_IN_PLACE : EVERY_MS)
  return {
    say: (line) => {
      shown = ""
      out.write(`${clear}${line}\n`)
    },
    close: () => {
      clearInterval(timer)
      out.write(`${clear}${status()}\n`)
    },
  }
}
