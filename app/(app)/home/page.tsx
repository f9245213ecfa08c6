import { redirect } from "next/navigation"
import { requireScope } from "@/lib/auth/session"
import { savedViewHref } from "@/lib/views/address"
import { homeView } from "@/lib/views/queries"

/** Leads to the view that the person begins with, or to the Overview. */
export default async function HomePage() {
  const view = await homeView(await requireScope())
  redirect(view ? savedViewHref(view) : "/")
}
