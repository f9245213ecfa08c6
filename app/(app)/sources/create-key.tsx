import { CreateKeyButton } from "@/components/sources/create-key-button"
import { NewKeySection } from "@/components/sources/new-key-section"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { baseUrl } from "@/lib/env"
import { readSection } from "@/lib/http/read-section"
import { listSources } from "@/lib/sources/queries"
import { mayManageKeys } from "./may-manage-keys"

async function readMaker() {
  const scope = await requireScope()
  if (!mayManageKeys(scope)) return null
  const sources = await listSources(scope)
  const { actor } = scope
  const mayAdmin = actor.kind === "user" && (actor.role === "owner" || actor.role === "admin")
  return { sources: sources.map(({ name }) => name), mayAdmin }
}

/** The page's one primary action; roles that cannot make keys do without. The list of keys says why it failed. */
export async function CreateKeyAction() {
  const found = await readSection("The maker of keys", readMaker)
  return found.ok && found.value ? <CreateKeyButton {...found.value} /> : null
}

/** Stays while its zone cannot be read: a key that is shown once must not go with it. */
export async function NewKeyPlace() {
  const found = await readSection("The zone", async () => getOrganisation(await requireScope()))
  return <NewKeySection host={baseUrl()} zone={found.ok ? found.value.zone : "UTC"} />
}
