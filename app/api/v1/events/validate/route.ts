import { methods, route } from "@/lib/http/route"
import { validateEvents, validateOptions } from "@/lib/sources/receive"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(validateOptions, validateEvents),
})
