/** What a row of health is of. A path is one value of each. */
export const PATH_PARTS = ["provider", "model", "route"] as const
export type PathPart = (typeof PATH_PARTS)[number]

export type Path = Record<PathPart, string>
/** The parts that rows are told apart by; the others are null. */
export type HealthKey = Record<PathPart, string | null>

export function keyOf(path: Path, by: readonly PathPart[]): HealthKey {
  const part = (name: PathPart) => (by.includes(name) ? path[name] : null)
  return { provider: part("provider"), model: part("model"), route: part("route") }
}

export function keyText({ provider, model, route }: HealthKey): string {
  return JSON.stringify([provider, model, route])
}

/** Groups by key, made when they are first asked for. */
export class ByKey<Value> {
  private readonly known = new Map<string, { key: HealthKey; value: Value }>()

  constructor(private readonly make: () => Value) {}

  of(key: HealthKey): Value {
    const text = keyText(key)
    const found = this.known.get(text)
    if (found) return found.value
    const value = this.make()
    this.known.set(text, { key, value })
    return value
  }

  find(key: HealthKey): Value | null {
    return this.known.get(keyText(key))?.value ?? null
  }

  keys(): HealthKey[] {
    return [...this.known.values()].map(({ key }) => key)
  }
}
