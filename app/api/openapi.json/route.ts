import { routes } from "@/app/api/openapi.json/routes"
import { openApiDocument } from "@/lib/http/openapi"
import { methods, route } from "@/lib/http/route"

let text: string | undefined

const read = route({ auth: "none" }, () => {
  text ??= JSON.stringify(openApiDocument(routes))
  return new Response(text, { headers: { "content-type": "application/json; charset=utf-8" } })
})

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read })
