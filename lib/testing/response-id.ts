import { hash } from "node:crypto"

/** A response id as OpenAI gives it; the same for the same name. */
export function testResponseId(name: string | number, prefix = "chatcmpl-"): string {
  return `${prefix}${hash("sha256", `response ${name}`, "hex").slice(0, 29)}`
}
