import type { Metadata } from "next"
import { Suspense } from "react"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { TextLink } from "@/components/ui/text-link"
import { CreditsSections } from "./credits-sections"

export const metadata: Metadata = { title: "Credits" }

export default function CreditsPage() {
  return (
    <>
      <PageHeader title="Credits" actions={<TextLink href="/prices">Prices</TextLink>} />
      <Wrap>
        <div className="py-4">
          <Suspense fallback={<Skeleton label="Loading credits" rows={6} />}>
            <CreditsSections />
          </Suspense>
        </div>
      </Wrap>
    </>
  )
}
