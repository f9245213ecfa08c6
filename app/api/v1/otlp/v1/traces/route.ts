import { methods, route } from "@/lib/http/route"
import { receiveTraces, tracesOptions } from "@/lib/sources/otlp/receive"

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: route(tracesOptions, receiveTraces) })
