import { codes, type Provider } from "./provider"

export const fireworks: Provider = {
  id: "fireworks",
  name: "Fireworks",
  aliases: ["fireworksai"],
  gateway: false,
  hosts: [{ name: "api.fireworks.ai" }],
  models: /^accounts\/fireworks\//,
  shapes: ["openai_chat", "openai_responses", "anthropic"],
  errorCodes: codes({}),
}
