import { googleErrorCodes } from "./gemini"
import type { Provider } from "./provider"

export const vertex: Provider = {
  id: "vertex",
  name: "Vertex AI",
  aliases: ["vertexai", "googlevertex", "googlevertexai", "googlecloud", "gcpvertexai", "vertexaianthropic"],
  gateway: false,
  hosts: [{ name: "aiplatform.googleapis.com" }],
  shapes: ["gemini", "anthropic", "openai_chat", "vertex_predictions"],
  errorCodes: googleErrorCodes,
}
