import { createServer, get } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, test } from "vitest"
import { addressGroup, clientAddress, recordPeerAddresses } from "./client-address"

recordPeerAddresses()

function headers(peer: string, forwarded?: string): Headers {
  return new Headers({ "x-tollgate-peer": peer, ...(forwarded ? { "x-forwarded-for": forwarded } : {}) })
}

test("without trusted proxies the socket alone counts", () => {
  expect(clientAddress(headers("203.0.113.9", "1.2.3.4"), [])).toBe("203.0.113.9")
})

test("a trusted proxy's word counts, and what the client wrote before it does not", () => {
  const trusted = ["10.0.0.0/8", "::1"]
  expect(clientAddress(headers("10.1.1.1", "6.6.6.6, 198.51.100.7"), trusted)).toBe("198.51.100.7")
  expect(clientAddress(headers("10.1.1.1", "6.6.6.6, 198.51.100.7, 10.2.2.2"), trusted)).toBe("198.51.100.7")
  expect(clientAddress(headers("203.0.113.9", "6.6.6.6"), trusted)).toBe("203.0.113.9")
  expect(clientAddress(headers("::1", "garbage"), trusted)).toBe("::1")
  expect(clientAddress(headers("10.1.1.1"), trusted)).toBe("10.1.1.1")
})

test("a client cannot say what its socket is", async () => {
  const server = createServer((request, response) => response.end(request.headers["x-tollgate-peer"]))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const seen = await new Promise<string>((resolve) => {
    get({ port, host: "127.0.0.1", headers: { "x-tollgate-peer": "8.8.8.8" } }, (response) => {
      response.setEncoding("utf8").on("data", resolve)
    })
  })
  server.close()
  expect(seen).toBe("127.0.0.1")
})

test("an IPv6 network counts as one", () => {
  expect(addressGroup("2001:db8:1:2:3:4:5:6")).toBe(addressGroup("2001:0db8:1:2::9"))
  expect(addressGroup("2001:db8:1:2::1")).not.toBe(addressGroup("2001:db8:1:3::1"))
  expect(addressGroup("::1")).toBe("0:0:0:0")
  expect(addressGroup("192.0.2.1")).toBe("192.0.2.1")
})
