import { codes, type Provider } from "./provider"

/** One vendor, two lists: Z.ai bills dollars, bigmodel.cn yuan. */
export const glm: Provider = {
  id: "glm",
  name: "GLM",
  aliases: ["zai", "zhipu", "zhipuai", "bigmodel", "chatglm", "zaiorg"],
  gateway: false,
  hosts: [
    { name: "api.z.ai", region: "intl" },
    { name: "open.bigmodel.cn", region: "cn" },
  ],
  models: /^(?:glm|chatglm|cogview|cogvideo|charglm|codegeex|embedding-[23]$)/,
  vendors: ["z-ai", "zai", "zai-org", "thudm", "zhipu", "zhipuai"],
  shapes: ["openai_chat", "anthropic"],
  errorCodes: codes({
    auth: "1000 1001 1002 1003 1004 1100 1111",
    permission: "434 1110 1112 1121 1220 1311 1313",
    insufficient_balance: "1113",
    rate_limit: "1302 1303",
    quota_exhausted: "1304 1308 1309 1310",
    overloaded: "1305 1312",
    content_filter: "1300 1301",
    context_length: "1261",
    model_not_found: "1211",
    model_deprecated: "1221",
    invalid_request: "435 1210 1212 1213 1214 1215 1222 1231",
    server_error: "1120 1200 1230",
    network: "1234",
  }),
}
