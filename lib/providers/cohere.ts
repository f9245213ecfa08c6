import { codes, type Provider } from "./provider"

export const cohere: Provider = {
  id: "cohere",
  name: "Cohere",
  aliases: ["cohereai"],
  gateway: false,
  hosts: [{ name: "api.cohere.com" }, { name: "api.cohere.ai" }],
  models: /^(?:command|c4ai|embed-(?:english|multilingual|v)|rerank-)/,
  vendors: ["cohere"],
  shapes: ["cohere", "openai_chat"],
  errorCodes: codes({}),
}
