import type { Metadata } from "next"
import { connection } from "next/server"
import { Suspense } from "react"
import { ForgottenForm } from "@/components/account/forgotten-form"
import { TextLink } from "@/components/ui/text-link"
import { canMail } from "@/lib/mail/send"

export const metadata: Metadata = { title: "Forgotten password" }

export default function ForgottenPage() {
  return (
    <>
      <h1 className="mb-2">Forgotten password</h1>
      <Suspense>
        <Form />
      </Suspense>
      <p className="mt-4">
        <TextLink href="/sign-in" prefetch={false}>
          Back to sign in
        </TextLink>
      </p>
    </>
  )
}

async function Form() {
  await connection()
  if (canMail()) {
    return (
      <>
        <p className="mb-6 text-ink-2">A letter to your address brings a link to set another one.</p>
        <ForgottenForm />
      </>
    )
  }
  return (
    <p className="text-ink-2">
      This installation sends no mail, so it cannot send you a link. Whoever runs it sets up mail with
      SMTP_URL and MAIL_FROM.
    </p>
  )
}
