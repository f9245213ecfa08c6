import { codes, type Provider } from "./provider"

/** An address nobody knows that speaks OpenAI's protocol. */
export const openaiCompatible: Provider = {
  id: "openai-compatible",
  name: "OpenAI-compatible",
  aliases: ["openailike", "customopenai", "custom", "vllm", "selfhosted"],
  gateway: true,
  hosts: [],
  shapes: ["openai_chat", "openai_responses", "anthropic", "ollama"],
  errorCodes: codes({}),
}
