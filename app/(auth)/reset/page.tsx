import type { Metadata } from "next"
import { ResetForm } from "@/components/account/reset-form"

export const metadata: Metadata = { title: "Set another password" }

export default function ResetPage() {
  return (
    <>
      <h1 className="mb-2">Set another password</h1>
      <p className="mb-6 text-ink-2">Everybody who is signed in to your account is signed out.</p>
      <ResetForm />
    </>
  )
}
