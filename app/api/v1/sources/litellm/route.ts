import { methods, route } from "@/lib/http/route"
import { liteLlmOptions, receiveLiteLlm } from "@/lib/sources/receive-gateways"

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: route(liteLlmOptions, receiveLiteLlm) })
