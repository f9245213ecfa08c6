import { codes, type Provider } from "./provider"

export const voyage: Provider = {
  id: "voyage",
  name: "Voyage",
  aliases: ["voyageai"],
  gateway: false,
  hosts: [{ name: "api.voyageai.com" }],
  models: /^(?:voyage|rerank-2)/,
  vendors: ["voyage", "voyageai"],
  shapes: ["openai_chat"],
  errorCodes: codes({}),
}
