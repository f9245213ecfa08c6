/** A source that was heard of in the last week and then fell silent this long is worth a line. */
const SILENT_MS = 24 * 3_600_000
const FORGOTTEN_MS = 7 * SILENT_MS

export function silentSources(
  sources: readonly { name: string; last_event_at: string | null }[],
  now: Date,
): { name: string; silentMs: number }[] {
  return sources.flatMap(({ name, last_event_at }) => {
    if (last_event_at === null) return []
    const silentMs = now.getTime() - Date.parse(last_event_at)
    return silentMs > SILENT_MS && silentMs < FORGOTTEN_MS ? [{ name, silentMs }] : []
  })
}
