/** A model on a day as OpenAI's usage and costs APIs tell it. */
export interface BilledModel {
  day: string
  model: string
  amount: string
  requests: number
  input: number
  cached: number
  output: number
}

const seconds = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1000

function page(days: readonly string[], resultsOf: (day: string) => unknown[]): string {
  const data = days.map((day) => ({
    object: "bucket",
    start_time: seconds(day),
    end_time: seconds(day) + 86_400,
    results: resultsOf(day),
  }))
  return JSON.stringify({ object: "page", data, has_more: false, next_page: null })
}

const daysOf = (lines: readonly { day: string }[]) => [...new Set(lines.map(({ day }) => day))].sort()

export interface ExtraItem {
  day: string
  item: string
  amount: string
}

/** The costs API's answer by line item. */
export function openAiCosts(lines: readonly BilledModel[], extra: readonly ExtraItem[] = []): string {
  const items = [
    ...lines.map(({ day, model, amount }) => ({ day, item: `${model}, input`, amount })),
    ...extra,
  ]
  return page(daysOf(items), (day) =>
    items
      .filter((item) => item.day === day)
      .map(({ item, amount }) => ({
        object: "organization.costs.result",
        amount: { value: amount, currency: "usd" },
        line_item: item,
        project_id: null,
      })),
  )
}

/** The usage API's answer by model. */
export function openAiUsage(lines: readonly BilledModel[]): string {
  return page(daysOf(lines), (day) =>
    lines
      .filter((line) => line.day === day)
      .map(({ model, requests, input, cached, output }) => ({
        object: "organization.usage.completions.result",
        input_tokens: input + cached,
        input_cached_tokens: cached,
        output_tokens: output,
        num_model_requests: requests,
        model,
      })),
  )
}
