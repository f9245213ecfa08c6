import type { ProtocolName } from "../schema"
import { anthropic } from "./anthropic"
import { gemini } from "./gemini"
import { openai } from "./openai"
import type { Protocol } from "./protocol"

export const PROTOCOL: Readonly<Record<ProtocolName, Protocol>> = { openai, anthropic, gemini }
