import { inputOf } from "@/lib/pricing/call"
import type { NormalisedUsage } from "@/lib/providers/schema"
import { usageIn } from "../cost"
import { COUNTED_WORDS } from "../prompts"
import type { Session } from "../session"
import { type Result, result, untested, whyNot } from "./result"

/** A separator, and words that a vocabulary holds in two pieces. */
const TOLERANCE = 0.05

const inputTotal = ({ items }: NormalisedUsage) => inputOf(items[0])

function outputFault({ items: [item] }: NormalisedUsage, text: string, most: number): string | null {
  const { output } = item.classes
  if (output === 0 && text.trim() !== "") return "It counts no output token for an answer with text."
  return output > most ? `It counts ${output} output tokens where ${most} were allowed.` : null
}

function inputFault(difference: number): string | null {
  if (Math.abs(difference - COUNTED_WORDS) <= COUNTED_WORDS * TOLERANCE) return null
  return `A text of ${COUNTED_WORDS} one-token words counts as ${difference} tokens.`
}

/**
 * Compares the count with our own: two prompts that differ by words of one token each, whatever the template around
 * them counts; and with what a direct route counted for the same prompt.
 */
export async function usage(session: Session, direct: Session | null): Promise<Result> {
  const { short, long } = await session.counted()
  const answers = [short, long]
  const why = whyNot(session, short) ?? whyNot(session, long)
  if (why) return why.state === "missing" ? untested(why.sentence, answers) : why
  const [less, more] = [usageIn(session.route, short), usageIn(session.route, long)]
  if (!less || !more) return result("missing", "The answer states no usage.", { answers })
  const difference = inputTotal(more) - inputTotal(less)
  const { text } = session.protocol.read(long.body ?? {})
  const facts: Record<string, string> = {
    "input, short prompt": String(inputTotal(less)),
    "input, long prompt": String(inputTotal(more)),
    output: String(more.items[0].classes.output),
    ...(more.warnings[0] ? { remark: more.warnings[0].detail.slice(0, 300) } : {}),
  }
  const fault =
    inputFault(difference) ??
    outputFault(more, text, session.route.max_output_tokens) ??
    againstDirect(inputTotal(more), direct)
  if (fault !== null) return result("fail", fault, { answers, facts })
  session.rightCount = inputTotal(more)
  const compared = direct?.rightCount == null ? "" : `, and the same as ${direct.route.label}`
  return result("pass", `A text of ${COUNTED_WORDS} words counts as ${difference} tokens${compared}.`, {
    answers,
    facts,
  })
}

function againstDirect(input: number, direct: Session | null): string | null {
  if (direct?.rightCount == null || direct.rightCount === input) return null
  return `It counts ${input} input tokens for a prompt that ${direct.route.label} counts as ${direct.rightCount}.`
}
