import type { SpendRow } from "./answer"
import {
  addCauses,
  type Base,
  baseOf,
  type Causes,
  explainEntity,
  type ModelChange,
  noCauses,
  type Usage,
  type Weights,
} from "./change"
import { addSums, noSums, type Sums } from "./measures"

/** What changed of one entity; `value` null is Unattributed. */
export interface EntityChange {
  value: string | null
  before: bigint
  after: bigint
  causes: Causes
  /** Calls without a price. */
  unpriced: { before: bigint; after: bigint }
}

export interface ChangeParts {
  total: Omit<EntityChange, "value">
  /** Largest change first, whichever way it goes. */
  entities: EntityChange[]
  /** Entities that were not told apart, as one. */
  rest: Omit<EntityChange, "value"> | null
}

export interface ChangeRows {
  before: readonly SpendRow[]
  after: readonly SpendRow[]
  weightsOf: (model: string | null) => Weights
  /** Rows are keyed by the model alone, and shares of models are shares of the whole. */
  byModel: boolean
}

interface Cell {
  value: string | null
  model: string | null
  isRest: boolean
  before: Sums
  after: Sums
}

function cellsOf({ before, after, byModel }: ChangeRows): Cell[] {
  const cells = new Map<string, Cell>()
  const note = (row: SpendRow, period: "before" | "after") => {
    const value = row.key[0] ?? null
    const model = byModel ? value : (row.key[1] ?? null)
    const isRest = row.rest !== undefined
    const id = JSON.stringify([isRest, value, model])
    const cell = cells.get(id) ?? { value, model, isRest, before: noSums(), after: noSums() }
    addSums(cell[period], row.sums)
    cells.set(id, cell)
  }
  for (const row of before) note(row, "before")
  for (const row of after) note(row, "after")
  return [...cells.values()]
}

interface Entity {
  value: string | null
  isRest: boolean
  models: ModelChange[]
}

function entitiesOf(rows: ChangeRows): Entity[] {
  const entities = new Map<string, Entity>()
  for (const { value, model, isRest, before, after } of cellsOf(rows)) {
    const id = JSON.stringify([isRest, value])
    const entity = entities.get(id) ?? { value, isRest, models: [] }
    const weights = isRest ? null : rows.weightsOf(model)
    entity.models.push({ before: usageOf(before), after: usageOf(after), weights })
    entities.set(id, entity)
  }
  return [...entities.values()]
}

function usageOf(sums: Sums): Usage {
  const { calls, input_uncached, cache_read, cache_write, output, billed_pico } = sums
  const { unpriced_calls, unpriced_tokens } = sums
  return {
    calls,
    input_uncached,
    cache_read,
    cache_write,
    output,
    billed_pico,
    unpriced_calls,
    unpriced_tokens,
  }
}

function changeOf({ value, models }: Entity, base: Base | undefined): EntityChange {
  const sum = (period: "before" | "after", name: "billed_pico" | "unpriced_calls") =>
    models.reduce((total, model) => total + model[period][name], 0n)
  return {
    value,
    before: sum("before", "billed_pico"),
    after: sum("after", "billed_pico"),
    causes: explainEntity(models, base),
    unpriced: { before: sum("before", "unpriced_calls"), after: sum("after", "unpriced_calls") },
  }
}

const size = ({ before, after }: EntityChange) => (after > before ? after - before : before - after)

function isSomething({ before, after, unpriced }: EntityChange): boolean {
  return before !== 0n || after !== 0n || unpriced.before > 0n || unpriced.after > 0n
}

function bySize(a: EntityChange, b: EntityChange): number {
  if (size(a) !== size(b)) return size(a) > size(b) ? -1 : 1
  return (a.value ?? "") < (b.value ?? "") ? -1 : 1
}

/** Adds up changes into one without a name. */
export function sumChanges(changes: readonly Omit<EntityChange, "value">[]): ChangeParts["total"] {
  const causes = noCauses()
  for (const change of changes) addCauses(causes, change.causes)
  return {
    before: changes.reduce((sum, change) => sum + change.before, 0n),
    after: changes.reduce((sum, change) => sum + change.after, 0n),
    causes,
    unpriced: {
      before: changes.reduce((sum, { unpriced }) => sum + unpriced.before, 0n),
      after: changes.reduce((sum, { unpriced }) => sum + unpriced.after, 0n),
    },
  }
}

/** Explains rows by entity and model of two periods, entity by entity; the parts are the total exactly. */
export function explainRows(rows: ChangeRows): ChangeParts {
  const found = entitiesOf(rows)
  const base = rows.byModel ? baseOf(found.map(({ models }) => models)) : undefined
  const named = found.filter(({ isRest }) => !isRest).map((entity) => changeOf(entity, base))
  const unnamed = found.filter(({ isRest }) => isRest).map((entity) => changeOf(entity, undefined))
  return {
    total: sumChanges([...named, ...unnamed]),
    entities: named.filter(isSomething).sort(bySize),
    rest: unnamed.length > 0 ? sumChanges(unnamed) : null,
  }
}
