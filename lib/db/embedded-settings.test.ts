import fc from "fast-check"
import { expect, test } from "vitest"
import { serverSettings } from "@/lib/db/embedded-settings"

const GB = 1024 ** 3
const megabytes = (text: string | undefined) => Number(text?.replace("MB", ""))

test("never takes more memory than there is, nor more than it can use", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 512, noNaN: true }), (gigabytes) => {
      const settings = serverSettings({ memory: gigabytes * GB, sharedMemory: null }, true)
      const buffers = megabytes(settings.shared_buffers)
      expect(buffers).toBeGreaterThanOrEqual(64)
      expect(buffers).toBeLessThanOrEqual(Math.min(2048, gigabytes * 128 + 1))
      expect(megabytes(settings.effective_cache_size)).toBeLessThanOrEqual(gigabytes * 512)
      expect(settings).toMatchObject({ fsync: "on", synchronous_commit: "on", full_page_writes: "on" })
    }),
  )
})

test("keeps parallel memory out of a small /dev/shm", () => {
  const machine = { memory: 4 * GB, sharedMemory: 64 * 1024 * 1024 }
  expect(serverSettings(machine, true).dynamic_shared_memory_type).toBe("mmap")
  expect(serverSettings({ ...machine, sharedMemory: GB }, true).dynamic_shared_memory_type).toBeUndefined()
})
