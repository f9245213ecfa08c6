import { CreateKeyDialog } from "@/components/sources/create-key-dialog"
import { NewKeySection } from "@/components/sources/new-key-section"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { baseUrl } from "@/lib/env"
import { listSources } from "@/lib/sources/queries"
import { mayManageKeys } from "./may-manage-keys"

/** The page's one primary action; roles that cannot make keys do without. */
export async function CreateKeyAction() {
  const scope = await requireScope()
  if (!mayManageKeys(scope)) return null
  const sources = await listSources(scope)
  const { actor } = scope
  const mayAdmin = actor.kind === "user" && (actor.role === "owner" || actor.role === "admin")
  return <CreateKeyDialog sources={sources.map(({ name }) => name)} mayAdmin={mayAdmin} />
}

export async function NewKeyPlace() {
  const { zone } = await getOrganisation(await requireScope())
  return <NewKeySection host={baseUrl()} zone={zone} />
}
