import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { holds, isPublicAddress, rangesOf } from "./public-address"

const byte = fc.integer({ min: 0, max: 255 })
const group = fc.integer({ min: 0, max: 0xffff })

const dotted = (...bytes: number[]) => bytes.join(".")
const v6 = (...groups: number[]) => groups.map((part) => part.toString(16)).join(":")

/** First bytes of ranges that are nobody's to reach from outside. */
const PRIVATE_4: fc.Arbitrary<string>[] = [
  fc.tuple(fc.constantFrom(0, 10, 127), byte, byte, byte).map((bytes) => dotted(...bytes)),
  fc.tuple(fc.integer({ min: 64, max: 127 }), byte, byte).map((rest) => dotted(100, ...rest)),
  fc.tuple(fc.integer({ min: 16, max: 31 }), byte, byte).map((rest) => dotted(172, ...rest)),
  fc
    .tuple(fc.constantFrom([169, 254], [192, 168], [198, 18], [198, 19]), byte, byte)
    .map(([head, ...rest]) => dotted(...head, ...rest)),
  fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte).map((bytes) => dotted(...bytes)),
  fc.constantFrom("168.63.129.16", "192.0.0.192", "100.100.100.200", "192.0.2.7", "203.0.113.9"),
]
const private4 = fc.oneof(...PRIVATE_4)

function halves(address: string): [number, number] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number)
  return [a * 256 + b, c * 256 + d]
}

describe("isPublicAddress", () => {
  test("refuses every private, shared, local, multicast and reserved IPv4 address", () => {
    fc.assert(fc.property(private4, (address) => !isPublicAddress(address)))
  })

  test("refuses every IPv6 address that carries an IPv4 address, public or not", () => {
    const anywhere = fc.tuple(byte, byte, byte, byte).map((bytes) => dotted(...bytes))
    fc.assert(
      fc.property(anywhere, group, (address, more) => {
        const [high, low] = halves(address)
        const carriers = [
          v6(0, 0, 0, 0, 0, 0xffff, high, low),
          `::ffff:${address}`,
          `::${address}`,
          v6(0x64, 0xff9b, 0, 0, 0, 0, high, low),
          v6(0x64, 0xff9b, 1, 0, 0, more, high, low),
          v6(0x2002, high, low, 0, 0, 0, 0, more),
          v6(0x2001, 0, high, low, 0, more, high, low),
        ]
        return carriers.every((carrier) => !isPublicAddress(carrier))
      }),
    )
  })

  test("refuses whatever of IPv6 is not given to the public internet", () => {
    const outside = fc
      .tuple(group, fc.array(group, { minLength: 7, maxLength: 7 }))
      .filter(([head]) => head < 0x2000 || head > 0x3fff)
    fc.assert(fc.property(outside, ([head, rest]) => !isPublicAddress(v6(head, ...rest))))
    for (const address of ["::", "::1", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "2001:db8::1", "3fff::1"])
      expect(isPublicAddress(address), address).toBe(false)
  })

  test("takes addresses of the public internet", () => {
    for (const address of ["1.1.1.1", "8.8.8.8", "172.32.0.1", "172.15.0.1", "100.128.0.1", "192.169.0.1"])
      expect(isPublicAddress(address), address).toBe(true)
    for (const address of ["2606:4700:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888"])
      expect(isPublicAddress(address), address).toBe(true)
  })

  test("takes nothing that is no address", () => {
    fc.assert(fc.property(fc.string(), (text) => !isPublicAddress(`x${text}`)))
  })
})

test("a range that is allowed holds its addresses and no others", () => {
  const ranges = rangesOf(["10.1.0.0/16", "192.168.7.9", "fd12::/16", "alerts.internal"])
  fc.assert(
    fc.property(byte, byte, byte, (second, third, fourth) => {
      expect(holds(ranges, dotted(10, second, third, fourth))).toBe(second === 1)
      expect(holds(ranges, dotted(192, 168, third, fourth))).toBe(third === 7 && fourth === 9)
    }),
  )
  expect(holds(ranges, "fd12::5")).toBe(true)
  expect(holds(ranges, "fd13::5")).toBe(false)
  expect(holds(ranges, "alerts.internal")).toBe(false)
})
