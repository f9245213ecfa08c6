/** A value of a fan-out: null is Unattributed; undefined is the whole, without one. */
export type Entity = string | null | undefined

/** How the database keeps it. */
export function entityText(entity: Entity): string {
  return entity === undefined ? "" : entity === null ? "~" : `=${entity}`
}

export function parseEntity(text: string): Entity {
  if (text === "") return undefined
  return text === "~" ? null : text.slice(1)
}

/** What people read; null for the whole. */
export function entityName(entity: Entity): string | null {
  return entity === undefined ? null : (entity ?? "Unattributed")
}
