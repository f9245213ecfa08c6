import { patchSource, readSource } from "@/app/api/v1/sources/handlers"
import { methods } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: readSource, PATCH: patchSource })
