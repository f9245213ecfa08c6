import { route } from "@/lib/http/route"

/** The process answers; nothing else is asked. */
export const GET = route(
  {
    auth: "none",
    document: {
      summary: "Is the process alive?",
      tag: "Operations",
      responses: { 200: { description: "It is." } },
    },
  },
  () => ({ status: "ok" }),
)
