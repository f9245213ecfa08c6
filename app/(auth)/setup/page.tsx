import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { connection } from "next/server"
import { Suspense } from "react"
import { SetupForm } from "@/components/account/setup-form"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { isSetUp } from "@/lib/auth/setup"
import { RENAMED_ZONES, zoneChoices } from "@/lib/auth/zone-choices"
import { readSection } from "@/lib/http/read-section"
import { defaultPriceBook } from "@/lib/pricing/default-book"

export const metadata: Metadata = { title: "Set up" }

export default function SetupPage() {
  return (
    <>
      <h1 className="mb-2">Set up Tollgate</h1>
      <p className="mb-6 text-ink-2">
        This makes the organisation and its owner. It works once, with the token that the server printed.
      </p>
      <Suspense>
        <Form />
      </Suspense>
    </>
  )
}

async function Form() {
  await connection()
  const found = await readSection("The set-up", isSetUp)
  if (!found.ok) {
    const { sentence, requestId } = found
    return <ErrorState text={sentence} requestId={requestId ?? undefined} retry={<RetryButton />} />
  }
  if (found.value) redirect("/sign-in")
  return <SetupForm zones={zoneChoices()} renamedZones={RENAMED_ZONES} currencies={reportingCurrencies()} />
}

/** Those with an exchange rate: in any other, prices could not be converted. */
function reportingCurrencies(): string[] {
  return [...new Set(["USD", ...defaultPriceBook().exchange.rates.keys()])].sort()
}
