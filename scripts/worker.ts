import { runWorker } from "@/lib/worker/run"

const stop = new AbortController()
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort())
await runWorker(stop.signal)
process.exit(0)
