import { subscribe } from "node:diagnostics_channel"
import type { IncomingMessage } from "node:http"
import { BlockList, isIP } from "node:net"

/** Set by the server from the socket; whatever a client sends under this name is overwritten. */
const PEER_HEADER = "x-tollgate-peer"
const RECORDING = Symbol.for("tollgate.recordsPeers")

const processWide = globalThis as typeof globalThis & { [RECORDING]?: boolean }

function plainAddress(address: string): string {
  return address.startsWith("::ffff:") ? address.slice(7) : address
}

/**
 * Makes every HTTP request of this process carry its socket's address. To be called once, before the
 * server listens: a route handler sees headers alone, and those the client writes.
 */
export function recordPeerAddresses(): void {
  if (processWide[RECORDING]) return
  processWide[RECORDING] = true
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage }
    request.headers[PEER_HEADER] = plainAddress(request.socket.remoteAddress ?? "")
  })
}

function blockListOf(proxies: readonly string[]): BlockList {
  const list = new BlockList()
  for (const proxy of proxies) {
    const [address = "", bits] = proxy.split("/")
    const family = isIP(address) === 6 ? "ipv6" : "ipv4"
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

function contains(list: BlockList, address: string): boolean {
  const family = isIP(address)
  return family !== 0 && list.check(address, family === 6 ? "ipv6" : "ipv4")
}

/**
 * The address a request came from. `X-Forwarded-For` counts only as far as it was written by a proxy
 * of `trustedProxies` (addresses or CIDR ranges); `unknown` when the server records no peers.
 */
export function clientAddress(
  headers: { get(name: string): string | null },
  trustedProxies: readonly string[],
): string {
  const peer = processWide[RECORDING] ? headers.get(PEER_HEADER) : null
  if (!peer) return "unknown"
  if (trustedProxies.length === 0) return peer
  const trusted = blockListOf(trustedProxies)
  const hops = (headers.get("x-forwarded-for") ?? "").split(",").map((hop) => plainAddress(hop.trim()))
  let client = peer
  while (contains(trusted, client)) {
    const hop = hops.pop()
    if (hop === undefined || isIP(hop) === 0) break
    client = hop
  }
  return client
}

/** One household has one IPv4 address or one /64: the unit in which attempts are counted. */
export function addressGroup(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = "", tail = ""] = address.split("::")
  const left = head === "" ? [] : head.split(":")
  const right = tail === "" ? [] : tail.split(":")
  const zeros = address.includes("::") ? new Array<string>(8 - left.length - right.length).fill("0") : []
  return [...left, ...zeros, ...right]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(":")
}
