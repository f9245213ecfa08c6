import { text } from "node:stream/consumers"
import { defaultPriceBook } from "@/lib/pricing/default-book"
import { explainCall } from "@/lib/pricing/explain"

const context = { book: defaultPriceBook(), now: new Date() }

function explained(line: string): unknown {
  try {
    return explainCall(JSON.parse(line), context)
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

/** A person may pipe one file over several lines; everybody else sends one object per line. */
function whole(input: string): unknown {
  try {
    return JSON.parse(input)
  } catch {
    return undefined
  }
}

const input = await text(process.stdin)
const one = whole(input)
if (one !== undefined && input.trim().includes("\n")) {
  const calls = Array.isArray(one) ? one : [one]
  for (const call of calls) console.log(JSON.stringify(explained(JSON.stringify(call))))
} else {
  const lines = input.split("\n").filter((line) => line.trim() !== "")
  for (const line of lines) console.log(JSON.stringify(explained(line)))
}
