import { codes, type Provider } from "./provider"

export const huggingface: Provider = {
  id: "huggingface",
  name: "Hugging Face",
  aliases: ["hf", "hfinference", "huggingfacerouter"],
  gateway: true,
  hosts: [
    { name: "router.huggingface.co" },
    { name: "api-inference.huggingface.co" },
    { name: "endpoints.huggingface.cloud" },
  ],
  shapes: ["openai_chat"],
  errorCodes: codes({ model_not_found: "model_not_supported model_not_found", overloaded: "overloaded" }),
}
