import { CreateKeyButton } from "@/components/sources/create-key-button"
import { CreateSourceButton } from "@/components/sources/create-source-button"
import { NewKeySection } from "@/components/sources/new-key-section"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { baseUrl } from "@/lib/env"
import { readSection } from "@/lib/http/read-section"
import { listSources } from "@/lib/sources/queries"
import { mayKeepSources, mayManageKeys } from "./may-manage-keys"

async function readMaker() {
  const scope = await requireScope()
  if (!mayManageKeys(scope)) return null
  const sources = await listSources(scope)
  return { sources: sources.map(({ name }) => name), mayAdmin: mayKeepSources(scope) }
}

/** A source with its key, or one more key of a source there is; roles that cannot make keys do without. The list of keys says why it failed. */
export async function CreateKeyAction() {
  const found = await readSection("The maker of keys", readMaker)
  if (!found.ok || !found.value) return null
  return (
    <>
      <CreateSourceButton mayKeep={found.value.mayAdmin} />
      <CreateKeyButton {...found.value} />
    </>
  )
}

/** Stays while its zone cannot be read: a key that is shown once must not go with it. */
export async function NewKeyPlace() {
  const found = await readSection("The zone", async () => getOrganisation(await requireScope()))
  return <NewKeySection host={baseUrl()} zone={found.ok ? found.value.zone : "UTC"} />
}
