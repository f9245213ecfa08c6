export type Params = Record<string, string | string[] | undefined>

/** One parameter of the address; empty where it is missing. */
export function paramOf(params: Params, name: string): string {
  const value = params[name]
  return (typeof value === "string" ? value : (value?.[0] ?? "")).slice(0, 256)
}
