import type { Metadata } from "next"
import { Suspense } from "react"
import { NewSecretProvider } from "@/components/endpoints/new-secret"
import { SettingsBody } from "@/components/settings/settings-body"
import { SettingsHeader } from "@/components/settings/settings-header"
import { Skeleton } from "@/components/ui/skeleton"
import { EndpointAction } from "./endpoint-action"
import { EndpointsSections } from "./endpoints-sections"

export const metadata: Metadata = { title: "Endpoints" }

/** Where alerts go, whether they arrive, and every attempt. */
export default function EndpointsPage({ searchParams }: PageProps<"/settings/endpoints">) {
  return (
    <NewSecretProvider>
      <SettingsHeader
        actions={
          <Suspense>
            <EndpointAction />
          </Suspense>
        }
      />
      <SettingsBody>
        <Suspense fallback={<Skeleton label="Loading endpoints" rows={6} />}>
          <EndpointsSections searchParams={searchParams} />
        </Suspense>
      </SettingsBody>
    </NewSecretProvider>
  )
}
