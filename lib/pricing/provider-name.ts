import { providerByName, providerOfModel } from "@/lib/providers/registry"

/** Names that mean a provider's mainland list, billed in yuan. */
const MAINLAND: ReadonlyMap<string, string> = new Map([
  ["zhipu", "glm-cn"],
  ["zhipuai", "glm-cn"],
  ["bigmodel", "glm-cn"],
  ["bailian", "qwen-cn"],
  ["alibaba-cn", "qwen-cn"],
  ["aliyun-cn", "qwen-cn"],
  ["dashscope-cn", "qwen-cn"],
  ["siliconcloud-cn", "siliconflow-cn"],
])

/** Providers that keep one list for mainland accounts and one for everybody else. */
const TWO_LISTS: ReadonlySet<string> = new Set(["deepseek", "glm", "moonshot", "qwen", "siliconflow"])

/** A region that means the mainland list, as a host or an event states it. */
export function isMainland(region: string | null): boolean {
  return region !== null && /^(cn|china|mainland|cn-[a-z0-9-]+|beijing)$/i.test(region)
}

/**
 * The name of the price list that a provider or gateway goes by here, such as `gemini` or `qwen-cn`.
 * A name nobody knows stays as it is: a reseller with a list of its own.
 */
export function listName(provider: string, mainland = false): string {
  const text = provider
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, "-")
  const list = MAINLAND.get(text) ?? (text.endsWith("-cn") ? text : (providerByName(text) ?? text))
  return mainland && TWO_LISTS.has(list) ? `${list}-cn` : list
}

/** Whose model a name such as `anthropic/claude-…` is; null where it names no vendor. */
export function vendorOf(model: string): string | null {
  return model.indexOf("/") > 0 ? providerOfModel(model) : null
}
