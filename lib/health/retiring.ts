import facts from "./retirements.json"

/** A model that its provider has taken out of service, or will, and where that is said. */
export interface Retirement {
  provider: string
  model: string
  /** The day it ends; null where only that it is deprecated is known. */
  retires: string | null
  source: string
  /** When the source said so. */
  asOf: string
}

const known = new Map((facts as Retirement[]).map((fact) => [`${fact.provider} ${fact.model}`, fact]))

/** What is known of a model's end, whether a gateway names its vendor before it or not. */
export function retirementOf(provider: string, model: string): Retirement | null {
  const bare = model.startsWith("@") ? model : model.slice(model.lastIndexOf("/") + 1)
  return known.get(`${provider} ${model}`) ?? known.get(`${provider} ${bare}`) ?? null
}
