/**
 * The names of one dimension's values once `value` is called `name`: whatever was called `value` follows,
 * so that no name is itself renamed and one look tells what a value is called.
 */
export function withName(
  given: ReadonlyMap<string, string>,
  value: string,
  name: string,
): Map<string, string> {
  const next = new Map<string, string>()
  for (const [from, to] of given) {
    const called = to === value ? name : to
    if (from !== called && from !== name) next.set(from, called)
  }
  if (value !== name) next.set(value, name)
  return next
}
