/** What a provider adds to a name to say which version of the same model served it: a date, a number, `latest`. */
const VERSION =
  /^(?:[-@](?:latest|default|\d{3,4}|20\d\d-?[01]\d-?[0-3]\d|[01]\d-[0-3]\d|[01]\d-20\d\d))?(?:-v\d+(?::\d+)?)?$/

/**
 * The application's name for the model where the response names a version of the same one, else the
 * response's: `gpt-4o` served `gpt-4o-2024-08-06`, but `gpt-4` is not what served `gpt-4o`.
 */
export function modelName(asked: string | null, served: string | null): string | null {
  if (asked === null || served === null) return served ?? asked
  const full = served.toLowerCase()
  const stem = asked.toLowerCase()
  return full.startsWith(stem) && VERSION.test(full.slice(stem.length)) ? asked : served
}
