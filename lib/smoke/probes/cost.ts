import { type Pico, picoToString } from "@/lib/money"
import { formatMoney } from "@/lib/money-format"
import { costOf, usageIn } from "../cost"
import { type Probe, result, untested, whyNot } from "./result"

/** Rounding of what is reported, in hundredths. */
const TOLERANCE = 1n

const dollars = (pico: Pico) => formatMoney(picoToString(pico), "USD")

function differs(a: Pico, b: Pico): boolean {
  const difference = a > b ? a - b : b - a
  return difference * 100n > b * TOLERANCE
}

/** Compares the cost that an answer reports with its tokens at our price. */
export const cost: Probe = async (session) => {
  const { long } = await session.counted()
  const answers = [long]
  const why = whyNot(session, long)
  if (why) return why.state === "missing" ? untested(why.sentence, answers) : why
  const found = usageIn(session.route, long)
  if (!found) return untested("The answer states no usage, so its cost is not known.", answers)
  const { reported, computed } = costOf(session.priced, found, session.route.model)
  const facts: Record<string, string> = {
    reported: reported ? `${picoToString(reported.pico)} USD (${reported.source})` : "none",
    computed: computed === null ? "not known" : `${picoToString(computed)} USD`,
  }
  if (!reported) {
    const ours = computed === null ? "no price is known" : `ours is ${dollars(computed)}`
    return result("missing", `No cost is reported; ${ours}.`, { answers, facts })
  }
  if (computed === null) {
    return untested(`It reports ${dollars(reported.pico)}; no price is known to compare it with.`, answers)
  }
  if (differs(reported.pico, computed)) {
    const sentence = `It reports ${dollars(reported.pico)}; its tokens at our price are ${dollars(computed)}.`
    return result("fail", sentence, { answers, facts })
  }
  return result("pass", `It reports ${dollars(reported.pico)}, which its tokens cost at our price.`, {
    answers,
    facts,
  })
}
