import { methods, route } from "@/lib/http/route"
import { langfuseOptions, receiveLangfuse } from "@/lib/sources/langfuse/receive"

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: route(langfuseOptions, receiveLangfuse) })
