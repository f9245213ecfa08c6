import { codes, type Provider } from "./provider"

export const siliconflow: Provider = {
  id: "siliconflow",
  name: "SiliconFlow",
  aliases: ["siliconcloud", "siliconflowcn"],
  gateway: true,
  hosts: [
    { name: "api.siliconflow.cn", region: "cn" },
    { name: "api.siliconflow.com", region: "intl" },
  ],
  shapes: ["openai_chat", "anthropic", "openai_images"],
  errorCodes: codes({
    model_not_found: "20012",
    invalid_request: "20024 20041",
    insufficient_balance: "30001 30011",
    model_deprecated: "30003",
    overloaded: "50501 50505 50507 50603",
    server_error: "50001 60000",
  }),
}
