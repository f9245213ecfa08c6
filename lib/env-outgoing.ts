import { isIP } from "node:net"
import * as z from "zod"

const HOST = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/

function isEntry(text: string): boolean {
  const [address = "", length, ...more] = text.split("/")
  if (more.length > 0) return false
  const family = isIP(address)
  if (length === undefined) return family !== 0 || HOST.test(text)
  return family !== 0 && /^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128)
}

/** Where requests to addresses that an organisation wrote may go beyond the public internet. */
export const outgoingVariables = {
  /** Hosts, addresses or CIDR ranges, separated by commas: these may be private, any port, and http. */
  OUTGOING_ALLOW: z
    .string()
    .default("")
    .transform((list) =>
      list
        .split(",")
        .map((entry) => entry.trim().toLowerCase())
        .filter((entry) => entry !== ""),
    )
    .refine(
      (entries) => entries.every(isEntry),
      "must be hosts, addresses or ranges such as alerts.internal, 10.1.0.0/16",
    ),
}
