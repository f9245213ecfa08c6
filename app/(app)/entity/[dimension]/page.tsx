import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { Suspense } from "react"
import { FreshBar } from "@/app/(app)/fresh-bar"
import { ViewBar } from "@/app/(app)/view-bar"
import { CopyLink } from "@/components/filters/copy-link"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { entityDimension } from "@/lib/spend/drill"
import { dimensionLabel, UNATTRIBUTED } from "@/lib/spend/filter"
import { EntityActions } from "./entity-actions"
import { EntityBody } from "./entity-body"
import { type EntityAddress, entityValue } from "./entity-read"

export async function generateMetadata(address: EntityAddress): Promise<Metadata> {
  const [{ dimension }, params] = await Promise.all([address.params, address.searchParams])
  const known = entityDimension(dimension)
  if (!known) notFound()
  return { title: `${entityValue(params) ?? UNATTRIBUTED}, ${dimensionLabel(known).toLowerCase()}` }
}

/** All of one user, agent, feature, team, key, model or provider. */
export default function EntityPage(address: EntityAddress) {
  return (
    <>
      <Suspense fallback={<PageHeader title={"\u00a0"} />}>
        <EntityHeader {...address} />
      </Suspense>
      <FreshBar>
        <ViewBar groups={false} />
      </FreshBar>
      <Wrap>
        <Suspense fallback={<Skeleton label="Loading spend" rows={18} />}>
          <EntityBody {...address} />
        </Suspense>
      </Wrap>
    </>
  )
}

async function EntityHeader(address: EntityAddress) {
  const [{ dimension }, params] = await Promise.all([address.params, address.searchParams])
  const known = entityDimension(dimension)
  if (!known) notFound()
  const value = entityValue(params)
  const actions = (
    <>
      <EntityActions dimension={known} value={value} />
      <CopyLink />
    </>
  )
  return <PageHeader title={value ?? UNATTRIBUTED} view={dimensionLabel(known)} actions={actions} />
}
