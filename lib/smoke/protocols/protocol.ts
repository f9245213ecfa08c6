import type { Json } from "@/lib/providers/json"
import type { Check, Feature } from "../schema"
import type { SuiteRoute } from "../suite"

/** A request of a probe, before keys are added. */
export interface Ask {
  method: "GET" | "POST"
  /** Below the route's address. */
  path: string
  body?: Json
  streams?: boolean
}

export interface ChatAsk {
  prompt: string
  stream?: boolean
  tool?: ToolAsk
  json?: "mode" | Json
  /** A PNG in base64. */
  image?: string
  /** Fields that replace those of the body. */
  more?: Json
  model?: string
}

export interface ToolAsk {
  name: string
  description: string
  parameters: Json
}

/** What an answer says, in one form for all protocols. */
export interface Told {
  text: string
  calls: { name: string; input: unknown }[]
  /** It was cut at the limit of output tokens. */
  cut: boolean
}

export interface Protocol {
  auth: (key: string) => Record<string, string>
  chat: (route: SuiteRoute, ask: ChatAsk) => Ask
  embed: (route: SuiteRoute, text: string) => Ask | null
  models: Ask
  /** Of a whole body, or of one event of a stream. */
  read: (body: Json) => Told
  vectorOf: (body: Json) => unknown[] | null
  modelsOf: (body: Json) => Json[] | null
  /** What the protocol itself has no words for. */
  lacks: Partial<Record<Check & Feature, string>>
}

export const NOTHING: Told = { text: "", calls: [], cut: false }
