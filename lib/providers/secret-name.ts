const SECRET =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie|helicone-auth|(?:x-(?:goog-|portkey-)?)?api[-_]?key|(?:client|aws)[-_]secret.*|(?:access|session|bearer|id|refresh)[-_]token|password)$/i

/** Whether a header or a field of this name holds what its sender signs in with. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name)
}

/** Lists of headers are of such objects where they are not of pairs. */
function isNamedSecret(value: unknown): value is { name: string } {
  const { name } = (value ?? {}) as { name?: unknown }
  return typeof value === "object" && typeof name === "string" && isSecretName(name)
}

/** For `JSON.stringify`: leaves out such fields, and such headers where they are pairs or name themselves. */
export function withoutSecrets(name: string, value: unknown): unknown {
  if (isSecretName(name)) return undefined
  if (Array.isArray(value) && value.length === 2 && typeof value[0] === "string" && isSecretName(value[0]))
    return [value[0]]
  return isNamedSecret(value) ? { name: value.name } : value
}
