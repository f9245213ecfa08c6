import { listName } from "@/lib/pricing/provider-name"
import { providerByName } from "@/lib/providers/registry"

/** What stands behind a company's name: legal forms and where it sits. */
const BEHIND =
  /[\s,(]+(?:l\.?l\.?c|inc|incorporated|corp|corporation|company|co|p\.?b\.?c|ltd|limited|l\.?p|plc|gmbh|ag|s\.?a\.?r\.?l|s\.?a\.?s|s\.?a|b\.?v|n\.?v|ab|k\.?k|pty|pte|pvt|private|opco|operations|international|services|computer|ireland|emea|uk|europe|germany|france|luxembourg|japan|india|canada|australia|singapore|asia|pacific)[.,)]*$/i

/** Clouds sell much beside models: which provider a row of theirs belongs to, its service says. */
const CLOUDS: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  amazon: [[/bedrock/i, "bedrock"]],
  google: [
    [/gemini api|generative language|ai studio/i, "gemini"],
    [/vertex|gemini|agent platform/i, "vertex"],
  ],
  microsoft: [[/openai|cognitive services|foundry|azure ai\b|azure machine learning/i, "azure"]],
}

const COMPANIES: readonly (readonly [RegExp, keyof typeof CLOUDS, string])[] = [
  [/^(?:aws|amazon|amazon web services)$/i, "amazon", "bedrock"],
  [/^(?:google|google cloud(?: platform)?|gcp)$/i, "google", "gemini"],
  [/^(?:microsoft|microsoft azure)$/i, "microsoft", "azure"],
]

/** `OpenAI Ireland Ltd` step by step without what stands behind the name. */
function* shorter(text: string): Generator<string> {
  let name = text.trim()
  for (let step = 0; step < 8; step += 1) {
    yield name
    const bare = name.replace(BEHIND, "").trim()
    if (bare === name || bare === "") return
    name = bare
  }
}

export type Issuer = { ok: true; biller: string } | { ok: false; detail: string }

/**
 * Who bills, by a company's name as invoices have it: `OpenAI, L.L.C.` is `openai`. A cloud's row belongs to the
 * provider that its service names; one of another service belongs to none.
 */
export function issuerOf(company: string, service: string): Issuer {
  for (const name of shorter(company.slice(0, 200))) {
    const cloud = COMPANIES.find(([pattern]) => pattern.test(name))
    if (cloud) {
      if (service.trim() === "") return { ok: true, biller: cloud[2] }
      const found = CLOUDS[cloud[1]]?.find(([pattern]) => pattern.test(service))
      if (found) return { ok: true, biller: found[1] }
      return { ok: false, detail: `Its service "${service.slice(0, 60)}" sells no models.` }
    }
    if (providerByName(name) !== null) return { ok: true, biller: listName(name) }
  }
  return { ok: true, biller: listName(company) }
}
