const SECRET =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie|helicone-auth|(?:x-(?:goog-|portkey-)?)?api[-_]?key|(?:client|aws)[-_]secret.*|(?:access|session|bearer|id|refresh)[-_]token|password)$/i

/** Whether a header or a field of this name holds what its sender signs in with. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name)
}

/** For `JSON.stringify`: leaves out such fields, and such headers where they are pairs. */
export function withoutSecrets(name: string, value: unknown): unknown {
  if (isSecretName(name)) return undefined
  if (Array.isArray(value) && value.length === 2 && typeof value[0] === "string" && isSecretName(value[0]))
    return [value[0]]
  return value
}
