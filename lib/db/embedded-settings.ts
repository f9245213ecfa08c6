import { statfsSync } from "node:fs"
import { totalmem } from "node:os"

const MB = 1024 * 1024

export interface Machine {
  /** Bytes this process may use: the container's limit where there is one. */
  memory: number
  /** Bytes of `/dev/shm`, or null where the system has none. */
  sharedMemory: number | null
}

export function thisMachine(): Machine {
  const limit = process.constrainedMemory()
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem()
  return { memory, sharedMemory: sharedMemorySize() }
}

function sharedMemorySize(): number | null {
  try {
    const { blocks, bsize } = statfsSync("/dev/shm")
    return blocks * bsize
  } catch {
    return null
  }
}

/**
 * Settings for the embedded server, given on its command line so that an upgrade of the product
 * changes them without touching the data directory. `durable: false` is for clusters that are
 * thrown away with the test run.
 */
export function serverSettings(machine: Machine, durable: boolean): Record<string, string> {
  const sharedBuffers = clamp(machine.memory / 8, 64 * MB, 2048 * MB)
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    password_encryption: "scram-sha-256",
    max_connections: "100",
    shared_buffers: megabytes(sharedBuffers),
    effective_cache_size: megabytes(machine.memory / 2),
    work_mem: megabytes(clamp(machine.memory / 512, 8 * MB, 32 * MB)),
    maintenance_work_mem: megabytes(clamp(machine.memory / 32, 64 * MB, 512 * MB)),
    max_wal_size: megabytes(clamp(machine.memory / 4, 1024 * MB, 4096 * MB)),
    wal_compression: "on",
    checkpoint_timeout: "15min",
    random_page_cost: "1.1",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
    logging_collector: "on",
    log_directory: "log",
    log_filename: "postgresql-%a.log",
    log_truncate_on_rotation: "on",
    log_rotation_age: "1d",
    log_rotation_size: "0",
    log_min_duration_statement: "2s",
    // Statement parameters hold customers' data.
    log_parameter_max_length: "0",
  }
  // Parallel queries place their memory in /dev/shm, which containers often cap at 64 MB.
  if (machine.sharedMemory !== null && machine.sharedMemory < 512 * MB) {
    settings.dynamic_shared_memory_type = "mmap"
  }
  if (durable) return settings
  return {
    ...settings,
    shared_buffers: "64MB",
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / MB)}MB`
}
