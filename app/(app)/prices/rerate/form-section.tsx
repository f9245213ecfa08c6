import { SectionFailed } from "@/app/(app)/section-failed"
import { PreviewForm } from "@/components/rerate/preview-form"
import { Section } from "@/components/ui/section"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { localDate, zonedStart } from "@/lib/time"
import { mayEditPrices } from "../may-edit-prices"
import { type Params, paramOf } from "./params"

async function read(params: Params) {
  const scope = await requireScope()
  if (!mayEditPrices(scope)) return null
  const { zone } = await getOrganisation(scope)
  const day = /^\d{4}-\d{2}-\d{2}$/
  const dated = (name: string) => (day.test(paramOf(params, name)) ? paramOf(params, name) : "")
  return {
    from: dated("from") || localDate(zonedStart(new Date(), "month", zone), zone),
    to: dated("to"),
    provider: paramOf(params, "provider"),
    model: paramOf(params, "model"),
  }
}

/** What a re-rate goes over. */
export async function FormSection({ searchParams }: { searchParams: Promise<Params> }) {
  const params = await searchParams
  const found = await readSection("The form", () => read(params))
  if (found.ok && found.value === null) return null
  return (
    <div className="py-5">
      <Section
        plain
        title="Preview"
        note="Prices earlier calls again, each at its own instant by the price list as it is. A preview moves nothing."
      >
        {found.ok ? found.value && <PreviewForm {...found.value} /> : <SectionFailed {...found} />}
      </Section>
    </div>
  )
}
