import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { log } from "@/lib/log"

const MAX_NOTED_PER_MINUTE = 20
let minute = 0
let noted = 0

/** Anybody can send reports: only so many a minute reach the log. */
function mayNote(): boolean {
  const now = Math.floor(Date.now() / 60_000)
  if (now !== minute) {
    minute = now
    noted = 0
  }
  noted += 1
  return noted <= MAX_NOTED_PER_MINUTE
}

const report = route({ auth: "none", payload: ["bytes"], limits: { maxBytes: 16 * 1024 } }, ({ payload }) => {
  if (payload.kind === "bytes" && mayNote()) {
    log.warn({ report: payload.bytes.toString("utf8") }, "A page broke the content security policy.")
  }
  return reply(204)
})

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: report })
