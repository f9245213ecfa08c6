import { createHash } from "node:crypto"
import { createPriceBook, type PriceBook } from "./book"
import anthropic from "./catalogue/anthropic.json"
import azure from "./catalogue/azure.json"
import bedrock from "./catalogue/bedrock.json"
import cerebras from "./catalogue/cerebras.json"
import cloudflare from "./catalogue/cloudflare.json"
import cohere from "./catalogue/cohere.json"
import deepseek from "./catalogue/deepseek.json"
import exchangeRates from "./catalogue/exchange-rates.json"
import fireworks from "./catalogue/fireworks.json"
import gemini from "./catalogue/gemini.json"
import glm from "./catalogue/glm.json"
import groq from "./catalogue/groq.json"
import huggingface from "./catalogue/huggingface.json"
import minimax from "./catalogue/minimax.json"
import mistral from "./catalogue/mistral.json"
import moonshot from "./catalogue/moonshot.json"
import novita from "./catalogue/novita.json"
import openai from "./catalogue/openai.json"
import openrouter from "./catalogue/openrouter.json"
import anthropicOverlay from "./catalogue/overlay/anthropic.json"
import azureOverlay from "./catalogue/overlay/azure.json"
import deepseekOverlay from "./catalogue/overlay/deepseek.json"
import deepseekCnOverlay from "./catalogue/overlay/deepseek-cn.json"
import geminiOverlay from "./catalogue/overlay/gemini.json"
import glmOverlay from "./catalogue/overlay/glm.json"
import glmCnOverlay from "./catalogue/overlay/glm-cn.json"
import openaiOverlay from "./catalogue/overlay/openai.json"
import openrouterOverlay from "./catalogue/overlay/openrouter.json"
import qwenOverlay from "./catalogue/overlay/qwen.json"
import qwenCnOverlay from "./catalogue/overlay/qwen-cn.json"
import siliconflowOverlay from "./catalogue/overlay/siliconflow.json"
import siliconflowCnOverlay from "./catalogue/overlay/siliconflow-cn.json"
import vertexOverlay from "./catalogue/overlay/vertex.json"
import perplexity from "./catalogue/perplexity.json"
import together from "./catalogue/together.json"
import vertex from "./catalogue/vertex.json"
import voyage from "./catalogue/voyage.json"
import xai from "./catalogue/xai.json"
import { type CatalogueFile, expandFile } from "./catalogue-file"
import type { ExchangeRate, PriceRow } from "./schema"

/** The compiler sees rows of many forms; a test reads every shipped file through the row schema. */
function asFiles(files: readonly object[]): CatalogueFile[] {
  return files as CatalogueFile[]
}

export const CATALOGUE_FILES: readonly CatalogueFile[] = asFiles([
  anthropic,
  azure,
  bedrock,
  cerebras,
  cloudflare,
  cohere,
  deepseek,
  fireworks,
  gemini,
  glm,
  groq,
  huggingface,
  minimax,
  mistral,
  moonshot,
  novita,
  openai,
  openrouter,
  perplexity,
  together,
  vertex,
  voyage,
  xai,
  anthropicOverlay,
  azureOverlay,
  deepseekCnOverlay,
  deepseekOverlay,
  geminiOverlay,
  glmCnOverlay,
  glmOverlay,
  openaiOverlay,
  openrouterOverlay,
  qwenCnOverlay,
  qwenOverlay,
  siliconflowCnOverlay,
  siliconflowOverlay,
  vertexOverlay,
])

/** Defaults of the days they state, for an administrator to replace. */
export const SHIPPED_EXCHANGE_RATES: readonly ExchangeRate[] = exchangeRates

let rows: PriceRow[] | null = null
let book: PriceBook | null = null

/** Every row of the shipped catalogue. */
export function catalogueRows(): readonly PriceRow[] {
  rows ??= CATALOGUE_FILES.flatMap(expandFile)
  return rows
}

/** The shipped catalogue with the shipped exchange rates; made once. */
export function defaultPriceBook(): PriceBook {
  book ??= createPriceBook(catalogueRows(), SHIPPED_EXCHANGE_RATES)
  return book
}

let digest: string | null = null

/** Differs between two catalogues with other rows or rates. */
export function catalogueDigest(): string {
  digest ??= createHash("sha256")
    .update(JSON.stringify([catalogueRows(), SHIPPED_EXCHANGE_RATES]))
    .digest("base64url")
    .slice(0, 22)
  return digest
}
