import { methods, route } from "@/lib/http/route"
import { portkeyOptions, receivePortkey } from "@/lib/sources/receive-gateways"

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: route(portkeyOptions, receivePortkey) })
