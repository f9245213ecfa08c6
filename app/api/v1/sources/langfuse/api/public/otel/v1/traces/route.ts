import { methods, route } from "@/lib/http/route"
import { receiveTraces, tracesOptions } from "@/lib/sources/otlp/receive"

/** Where SDKs of Langfuse from version 3 of Python and 4 of JavaScript on send, below the host that they are given. */
export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route({ ...tracesOptions, basic: true }, receiveTraces),
})
