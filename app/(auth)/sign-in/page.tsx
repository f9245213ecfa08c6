import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { Suspense } from "react"
import { SignInForm } from "@/components/account/sign-in-form"
import { sessionScope } from "@/lib/auth/session"
import { isSetUp } from "@/lib/auth/setup"

export const metadata: Metadata = { title: "Sign in" }

interface Props {
  searchParams: Promise<{ next?: string | string[] }>
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
  const [{ next }, scope, hasOwner] = await Promise.all([searchParams, sessionScope(), isSetUp()])
  if (!hasOwner) redirect("/setup")
  if (scope) redirect("/")
  return <SignInForm next={typeof next === "string" ? next : "/"} />
}
