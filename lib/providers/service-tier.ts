const TIERS = new Map<string, string>([
  ["default", "standard"],
  ["standard", "standard"],
  ["standard_only", "standard"],
  ["on_demand", "standard"],
  ["on_demand_priority", "priority"],
  ["on_demand_flex", "flex"],
  ["flex", "flex"],
  ["priority", "priority"],
  // OpenAI takes `fast` in a request and answers `priority`.
  ["fast", "priority"],
  ["batch", "batch"],
  ["scale", "scale"],
  ["performance", "performance"],
  ["reserved", "provisioned"],
  ["provisioned_throughput", "provisioned"],
])

/** Words that say what was asked for, not what was served. */
const UNDECIDED = new Set(["auto", "unspecified", "service_tier_unspecified", "traffic_type_unspecified"])

/** A provider's service tier in the price book's words; null where it does not say which one served. */
export function serviceTierOf(value: unknown): string | null {
  if (typeof value !== "string" || value === "" || value.length > 64) return null
  const word = value.toLowerCase()
  return UNDECIDED.has(word) ? null : (TIERS.get(word) ?? word)
}
