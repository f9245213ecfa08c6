import { redirect } from "next/navigation"
import { Suspense } from "react"
import { requireScope } from "@/lib/auth/session"
import { savedViewHref } from "@/lib/views/address"
import { homeView } from "@/lib/views/queries"

/** Leads to the view that the person begins with, or to the Overview. */
export default function HomePage() {
  return (
    <Suspense>
      <Home />
    </Suspense>
  )
}

async function Home(): Promise<null> {
  const view = await homeView(await requireScope())
  return redirect(view ? savedViewHref(view) : "/")
}
