import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import type { SpendRow } from "./answer"
import type { StatementInput } from "./groups"
import { knownUsersStatement, ofKnownUsers } from "./known-users"
import type { Labels } from "./labels"
import { addSums, isNothing, lessSums, noSums, type Sums, sumsRow } from "./measures"
import { type ChosenUsers, chosenUsersStatement, spendStatement } from "./statement"

const row = z.object({
  bucket: z.date().nullable(),
  key_1: z.string().nullable(),
  key_2: z.string().nullable(),
  others: z.number().nullable(),
  ...sumsRow,
})

/** Sums by bucket that another part of the same statement holds too. */
class ByBucket {
  private readonly sums = new Map<number | null, Sums>()

  add(bucket: Date | null, part: Sums): void {
    const at = bucket?.getTime() ?? null
    const sums = this.sums.get(at) ?? noSums()
    addSums(sums, part)
    this.sums.set(at, sums)
  }

  takenFrom(bucket: Date | null, whole: Sums): Sums {
    return lessSums(whole, this.sums.get(bucket?.getTime() ?? null) ?? noSums())
  }
}

const knownRow = z.object({ kind: z.enum(["all", "nobody"]), bucket: z.date().nullable(), ...sumsRow })

async function knownRowsOf(input: StatementInput): Promise<SpendRow[]> {
  const found = await ask(input.orgId, knownUsersStatement(input), knownRow)
  const nobody = new ByBucket()
  for (const { kind, bucket, ...sums } of found) if (kind === "nobody") nobody.add(bucket, sums as Sums)
  return found
    .filter(({ kind }) => kind === "all")
    .map(({ kind: _, bucket, ...sums }) => ({
      bucket,
      key: [],
      sums: nobody.takenFrom(bucket, sums as Sums),
    }))
}

/** The rows of a question, their keys labelled. */
export async function rowsOf(input: StatementInput, labels: Labels): Promise<SpendRow[]> {
  const known = ofKnownUsers(input)
  if (known) return knownRowsOf(known)
  const found = await ask(input.orgId, spendStatement(input), row)
  return found.map(({ bucket, key_1, key_2, others, ...sums }) =>
    others === null
      ? {
          bucket,
          key: input.groupBy.map((dimension, i) => labels.nameOf(dimension, i === 0 ? key_1 : key_2)),
          sums: sums as Sums,
        }
      : { bucket, key: [], sums: sums as Sums, rest: { groups: others } },
  )
}

const userRow = row.extend({ kind: z.enum(["group", "total"]) })

/** The chosen users by bucket, and one remainder per bucket for everybody else. */
export async function userRowsOf(input: StatementInput, chosen: ChosenUsers): Promise<SpendRow[]> {
  const found = await ask(input.orgId, chosenUsersStatement(input, chosen), userRow)
  const rows: SpendRow[] = []
  const named = new ByBucket()
  for (const { kind, others: _, bucket, key_1, key_2: __, ...sums } of found) {
    if (kind === "total") continue
    rows.push({ bucket, key: [key_1], sums: sums as Sums })
    named.add(bucket, sums as Sums)
  }
  for (const { kind, others, bucket, key_1: _, key_2: __, ...sums } of found) {
    if (kind === "group") continue
    const rest = named.takenFrom(bucket, sums as Sums)
    if (!isNothing(rest)) rows.push({ bucket, key: [], sums: rest, rest: { groups: others ?? 0 } })
  }
  return rows
}
