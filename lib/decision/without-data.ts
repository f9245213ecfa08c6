/** The page over volumes of an example, to be changed in its form. */
export const WITHOUT_DATA =
  "/decide?volume=anthropic:claude-sonnet-5:40000:120:40:16&volume=openai:gpt-5.6-sol:60000:150:30:20&volume=deepseek:deepseek-v4-flash:80000:300:50:40"
