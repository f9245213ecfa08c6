import { BlockList, isIP } from "node:net"

/** What IPv4 keeps for networks of one's own, for tests, for many at once, and for nobody. */
const NOT_PUBLIC_4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // Azure answers its machines' metadata and health here, within a range that is otherwise public.
  "168.63.129.16/32",
]

/** All that IPv6 gives to the public internet; what carries an IPv4 address within lies outside or is taken out below. */
const PUBLIC_6 = ["2000::/3"]
const NOT_PUBLIC_6 = [
  // Teredo, ORCHID and other assignments of the protocol.
  "2001::/23",
  "2001:db8::/32",
  // 6to4: the next four bytes are an IPv4 address.
  "2002::/16",
  "2620:4f:8000::/48",
  "3fff::/20",
]

/** A list of ranges; an address alone is a range of one. */
export function rangesOf(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = "", length] = entry.split("/")
    const family = isIP(address)
    if (family === 0) continue
    const name = family === 4 ? "ipv4" : "ipv6"
    list.addSubnet(address, length === undefined ? (family === 4 ? 32 : 128) : Number(length), name)
  }
  return list
}

const notPublic4 = rangesOf(NOT_PUBLIC_4)
const public6 = rangesOf(PUBLIC_6)
const notPublic6 = rangesOf(NOT_PUBLIC_6)

/** Whether an address in plain notation is one of the public internet's. What is no address is not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !notPublic4.check(address, "ipv4")
  if (family !== 6 || address.includes("%")) return false
  return public6.check(address, "ipv6") && !notPublic6.check(address, "ipv6")
}

/** Whether the ranges hold the address, in its own family. */
export function holds(ranges: BlockList, address: string): boolean {
  const family = isIP(address)
  return family !== 0 && !address.includes("%") && ranges.check(address, family === 4 ? "ipv4" : "ipv6")
}
