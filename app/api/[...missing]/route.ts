import { noRoute, route } from "@/lib/http/route"

const answer = route({ auth: "none" }, noRoute)

export const GET = answer
export const POST = answer
export const PUT = answer
export const PATCH = answer
export const DELETE = answer
