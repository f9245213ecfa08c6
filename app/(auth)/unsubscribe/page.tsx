import type { Metadata } from "next"
import { UnsubscribeForm } from "@/components/account/unsubscribe-form"

export const metadata: Metadata = { title: "End a report's letters" }

export default function UnsubscribePage() {
  return (
    <>
      <h1 className="mb-2">End a report&apos;s letters</h1>
      <UnsubscribeForm />
    </>
  )
}
