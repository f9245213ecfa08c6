import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { Suspense } from "react"
import { FormFault } from "@/components/account/form-fault"
import { ProviderButton } from "@/components/account/provider-button"
import { SignInForm } from "@/components/account/sign-in-form"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { TextLink } from "@/components/ui/text-link"
import { refusalSentence } from "@/lib/auth/provider-refusals"
import { providerSettings } from "@/lib/auth/provider-settings"
import { sessionScope } from "@/lib/auth/session"
import { isSetUp } from "@/lib/auth/setup"
import { readSection } from "@/lib/http/read-section"

export const metadata: Metadata = { title: "Sign in" }

interface Props {
  searchParams: Promise<{ next?: string | string[]; error?: string | string[] }>
}

export default function SignInPage({ searchParams }: Props) {
  return (
    <>
      <h1 className="mb-6">Sign in</h1>
      <Suspense>
        <Form searchParams={searchParams} />
      </Suspense>
    </>
  )
}

async function Form({ searchParams }: Props) {
  const { next, error } = await searchParams
  const found = await readSection("The sign-in", () => Promise.all([sessionScope(), isSetUp()]))
  if (!found.ok) {
    const { sentence, requestId } = found
    return <ErrorState text={sentence} requestId={requestId ?? undefined} retry={<RetryButton />} />
  }
  const [scope, hasOwner] = found.value
  if (!hasOwner) redirect("/setup")
  if (scope) redirect("/home")
  const provider = providerSettings()
  const refusal = provider && refusalSentence(error)
  const to = typeof next === "string" ? next : "/home"
  return (
    <>
      {refusal && <FormFault>{refusal}</FormFault>}
      <SignInForm next={to} />
      <p className="mt-4">
        <TextLink href="/forgotten" prefetch={false}>
          Forgot your password?
        </TextLink>
      </p>
      {provider && <ProviderButton name={provider.name} next={to} />}
    </>
  )
}
