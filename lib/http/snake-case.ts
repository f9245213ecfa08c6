const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * The value with names as the API writes them, `latencyMs` as `latency_ms`, at every depth but below the names in
 * `asTheyAre`, whose content is somebody else's.
 */
export function snakeCased(value: unknown, asTheyAre: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((part) => snakeCased(part, asTheyAre))
  if (value === null || typeof value !== "object") return value
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      snake(name),
      asTheyAre.has(name) ? part : snakeCased(part, asTheyAre),
    ]),
  )
}
