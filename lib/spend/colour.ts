/** A place in the palette: an entity's own slot, or the greys of Other and Unattributed. */
export type Colour = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | "other" | "unattributed"

const SLOTS = [1, 2, 3, 4, 5, 6, 7, 8] as const

/** FNV-1a: the same name has the same slot on every page and in every version. */
export function colourSlot(name: string): (typeof SLOTS)[number] {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(name)) {
    hash ^= byte
    hash = Math.imul(hash, 0x01000193) >>> 0
  }
  return SLOTS[(hash ^ (hash >>> 15)) & 7] ?? 1
}

/**
 * Colours for names that stand in one figure, largest first. Each has its own slot; where two meet,
 * the smaller takes the next free one, so that neighbours in a stack can be told apart. From the
 * ninth name on all are Other's grey.
 */
export function assignColours(names: readonly string[]): Map<string, Colour> {
  const colours = new Map<string, Colour>()
  const taken = new Set<number>()
  for (const name of names) {
    if (colours.has(name)) continue
    let slot = colourSlot(name)
    for (let tries = 0; taken.has(slot) && tries < SLOTS.length; tries += 1)
      slot = SLOTS[slot % SLOTS.length] ?? 1
    colours.set(name, taken.has(slot) ? "other" : slot)
    taken.add(slot)
  }
  return colours
}
