import { methods, route } from "@/lib/http/route"
import { otherSignalOptions, refuseSignal } from "@/lib/sources/otlp/receive"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(otherSignalOptions, refuseSignal("logs")),
})
