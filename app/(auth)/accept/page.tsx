import type { Metadata } from "next"
import { AcceptForm } from "@/components/account/accept-form"

export const metadata: Metadata = { title: "Accept an invitation" }

export default function AcceptPage() {
  return (
    <>
      <h1 className="mb-2">Accept an invitation</h1>
      <AcceptForm />
    </>
  )
}
