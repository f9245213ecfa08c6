import { divideHalfEven, type Pico } from "@/lib/money"

/** A line of the ledger as it stands, corrections and new prices counted in. */
export interface CreditLine {
  time: Date
  key: bigint
  line: number
  contextId: number
  /** Above zero: nothing else is paid. */
  billed: Pico
  tokens: bigint
}

/** What a grant has left; one of the two measures it. */
export interface OpenGrant {
  id: number
  startsAt: Date
  expiresAt: Date | null
  contexts: ReadonlySet<number>
  money: Pico | null
  tokens: bigint | null
}

export interface CreditUse {
  grantId: number
  line: CreditLine
  billed: Pico
  tokens: bigint
}

/** Those that expire first are spent first; of equals the older one. */
export function inOrder<G extends Pick<OpenGrant, "id" | "expiresAt">>(grants: readonly G[]): G[] {
  const end = ({ expiresAt }: G) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY
  return [...grants].sort((a, b) => (end(a) === end(b) ? a.id - b.id : end(a) - end(b)))
}

function covers(grant: OpenGrant, { time, contextId }: CreditLine): boolean {
  return (
    time >= grant.startsAt &&
    (grant.expiresAt === null || time < grant.expiresAt) &&
    grant.contexts.has(contextId)
  )
}

const least = (a: bigint, b: bigint) => (a < b ? a : b)

/** What `grant` pays of what is left of a line; tokens pay their share of it, all of them all of it. */
function taken(grant: OpenGrant, billed: Pico, tokens: bigint): { billed: Pico; tokens: bigint } {
  if (grant.money !== null) return { billed: least(grant.money, billed), tokens: 0n }
  const covered = least(grant.tokens ?? 0n, tokens)
  if (covered === 0n) return { billed: 0n, tokens: 0n }
  return { billed: covered === tokens ? billed : divideHalfEven(billed * covered, tokens), tokens: covered }
}

/**
 * Spends the grants on `lines`, which are in the order of their time, and takes what they pay from what they
 * have left. No line is paid more than it costs, no grant pays more than it has.
 */
export function allocate(lines: readonly CreditLine[], grants: readonly OpenGrant[]): CreditUse[] {
  const uses: CreditUse[] = []
  const ordered = inOrder(grants)
  for (const line of lines) {
    let { billed, tokens } = line
    for (const grant of ordered) {
      if (billed <= 0n) break
      if (!covers(grant, line)) continue
      const use = taken(grant, billed, tokens)
      if (use.billed === 0n && use.tokens === 0n) continue
      if (grant.money !== null) grant.money -= use.billed
      if (grant.tokens !== null) grant.tokens -= use.tokens
      billed -= use.billed
      tokens -= use.tokens
      uses.push({ grantId: grant.id, line, ...use })
    }
  }
  return uses
}
