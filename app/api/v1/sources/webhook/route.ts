import { methods, route } from "@/lib/http/route"
import { receiveWebhook, webhookOptions } from "@/lib/sources/receive-signed"

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: route(webhookOptions, receiveWebhook) })
