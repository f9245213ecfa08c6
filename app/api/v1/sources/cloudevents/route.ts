import { methods, route } from "@/lib/http/route"
import { cloudEventsOptions, receiveCloudEvents } from "@/lib/sources/receive-cloudevents"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(cloudEventsOptions, receiveCloudEvents),
})
