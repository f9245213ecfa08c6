import { modelNames } from "@/lib/pricing/model-name"
import { listName } from "@/lib/pricing/provider-name"
import { passesOn } from "@/lib/providers/passes-on"

/** Who bills a call: the gateway that sells it, else the provider. Every call has one, so sums hold. */
export function billerOf(provider: string, route: string): string {
  const gateway = route === "direct" || route === "" ? null : listName(route)
  return gateway === null || passesOn(gateway) ? listName(provider) : gateway
}

/** One name for the spellings of a model: `gpt-5-mini-2025-08-07` of a bill is `gpt-5-mini` of an application. */
export class ModelNames {
  readonly #known = new Map<string, string>()

  /** Names that are given first are those that stay: first the ledger's, then the bill's. */
  nameOf(biller: string, model: string): string {
    const names = modelNames(biller, model).map((name) => `${biller} ${name}`)
    const found = names.map((name) => this.#known.get(name)).find((name) => name !== undefined)
    const name = found ?? model
    for (const each of names) if (!this.#known.has(each)) this.#known.set(each, name)
    return name
  }
}
