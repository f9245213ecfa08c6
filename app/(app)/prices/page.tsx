import type { Metadata } from "next"
import { Suspense } from "react"
import { DemoNotice } from "@/app/(app)/demo-notice"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { TextLink } from "@/components/ui/text-link"
import { AddPriceAction } from "./add-price-action"
import { ListSection } from "./list-section"
import { OwnSection } from "./own-section"
import { RatesSection } from "./rates-section"
import { UnpricedSection } from "./unpriced-section"

export const metadata: Metadata = { title: "Prices" }

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** What a token costs, by whose word, and what is used without a price. */
export default function PricesPage({ searchParams }: Props) {
  return (
    <>
      <PageHeader
        title="Prices"
        actions={
          <>
            <TextLink href="/prices/rerate">Re-rate</TextLink>
            <TextLink href="/prices/credits">Credits</TextLink>
            <Suspense>
              <AddPriceAction />
            </Suspense>
          </>
        }
      />
      <Suspense>
        <DemoNotice />
      </Suspense>
      <Wrap>
        <Suspense fallback={<Skeleton label="Loading what has no price" rows={3} />}>
          <UnpricedSection />
        </Suspense>
        <Suspense fallback={<Skeleton label="Loading your prices" rows={4} />}>
          <OwnSection />
        </Suspense>
        <Suspense fallback={<Skeleton label="Loading the price list" rows={12} />}>
          <ListSection searchParams={searchParams} />
        </Suspense>
        <Suspense fallback={<Skeleton label="Loading exchange rates" rows={4} />}>
          <RatesSection />
        </Suspense>
      </Wrap>
    </>
  )
}
