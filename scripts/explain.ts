import { text } from "node:stream/consumers"
import { defaultPriceBook } from "@/lib/pricing/default-book"
import { explainText } from "@/lib/pricing/explain"

const input = await text(process.stdin)
const answers = explainText(input, { book: defaultPriceBook(), now: new Date() })
process.stdout.write(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(""))
