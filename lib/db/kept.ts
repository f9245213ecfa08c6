/**
 * Keeps a value per key for `forMs`. Past that, whoever asks waits for one new reading together; a reading
 * that fails is nobody's for longer than its askers.
 */
export function keptFor<Key, Value>(
  forMs: number,
  read: (key: Key, last: Value | undefined) => Promise<Value>,
) {
  const kept = new Map<Key, { at: number; value: Value }>()
  const reading = new Map<Key, Promise<Value>>()

  return async function get(key: Key): Promise<Value> {
    const known = kept.get(key)
    const now = Date.now()
    if (known && now - known.at < forMs) return known.value
    const running =
      reading.get(key) ??
      read(key, known?.value)
        .then((value) => {
          kept.set(key, { at: now, value })
          return value
        })
        .finally(() => reading.delete(key))
    reading.set(key, running)
    return running
  }
}
