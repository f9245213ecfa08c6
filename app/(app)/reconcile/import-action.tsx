import { ImportBillButton } from "@/components/reconcile/import-bill-button"
import { requireScope } from "@/lib/auth/session"
import { IMPORTERS } from "@/lib/imports/limits"
import { listMappings } from "@/lib/imports/mappings"
import { mayReconcile } from "./may-reconcile"

/** The way to a bill, for those who may import one. */
export async function ImportAction() {
  const scope = await requireScope()
  if (!mayReconcile(scope, IMPORTERS)) return null
  const mappings = await listMappings(scope)
  return <ImportBillButton mappings={mappings.map(({ name }) => name)} />
}
