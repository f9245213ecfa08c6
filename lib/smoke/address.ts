import { CHECKS, type Check } from "./schema"

export const SMOKE_PATH = "/smoke"
/** Compared beside each other; more would not be seen. */
const MOST_SHOWN = 4
const MOST_ID = 2_147_483_647

export interface CellPlace {
  runId: number
  position: number
  check: Check
}

/** What the address of the page says. */
export interface SmokeView {
  /** Empty: the newest. */
  runs: number[]
  cell: CellPlace | null
}

type Params = Record<string, string | string[] | undefined>

const textOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? ""

/** What cannot be read is passed over. */
export function readSmokeView(params: Params): SmokeView {
  const ids = textOf(params.runs)
    .split(",")
    .filter((text) => /^\d{1,10}$/.test(text))
    .map(Number)
  const runs = [...new Set(ids.filter((id) => id > 0 && id <= MOST_ID))].slice(0, MOST_SHOWN)
  const [, runId, position, name] = /^(\d{1,9})\.(\d{1,2})\.(\w+)$/.exec(textOf(params.cell)) ?? []
  const check = CHECKS.find((each) => each === name)
  return { runs, cell: check ? { runId: Number(runId), position: Number(position), check } : null }
}

export function smokeHref({ runs, cell }: SmokeView): string {
  const parts = [
    ...(runs.length > 0 ? [`runs=${runs.join(",")}`] : []),
    ...(cell ? [`cell=${cell.runId}.${cell.position}.${cell.check}`] : []),
  ]
  return parts.length === 0 ? SMOKE_PATH : `${SMOKE_PATH}?${parts.join("&")}`
}

/** The address with a run added to what is shown, or taken out of it; the oldest choice makes room. */
export function toggledHref(shown: readonly number[], id: number): string {
  const runs = shown.includes(id) ? shown.filter((each) => each !== id) : [...shown, id].slice(-MOST_SHOWN)
  return smokeHref({ runs, cell: null })
}
