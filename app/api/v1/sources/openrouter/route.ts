import { methods, route } from "@/lib/http/route"
import { broadcastOptions, receiveBroadcast } from "@/lib/sources/otlp/receive"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(broadcastOptions, receiveBroadcast),
  PUT: route(broadcastOptions, receiveBroadcast),
})
