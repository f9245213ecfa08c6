import { AddPriceButton } from "@/components/prices/add-price-button"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { localDate } from "@/lib/time"
import { mayEditPrices } from "./may-edit-prices"

async function read() {
  const scope = await requireScope()
  if (!mayEditPrices(scope)) return null
  const { zone, currency } = await getOrganisation(scope)
  return { from: localDate(new Date(), zone), currency, zone }
}

export async function AddPriceAction() {
  const found = await readSection("The role", read)
  return found.ok && found.value ? <AddPriceButton {...found.value} look="primary" /> : null
}
