import { SelectField, TextField } from "@/components/ui/form"
import type { Condition, RuleKind } from "@/lib/alerts/rule-schema"

interface NumberSpec {
  name: "alert" | "warn" | "least" | "minutes" | "least_calls"
  label: string
  usual: string
  hint?: string
}

interface ChoiceSpec {
  name: "window" | "direction" | "dimension" | "measure" | "by"
  label: string
  choices: readonly { value: string; label: string }[]
}

const WINDOWS = (day: string) => [
  { value: "day", label: day },
  { value: "week", label: "7 days" },
  { value: "four_weeks", label: "28 days" },
]
const WARN: NumberSpec = {
  name: "warn",
  label: "Warning from",
  usual: "",
  hint: "Shown as a warning; nobody is told. Empty: none.",
}

const CHOICES: Record<RuleKind, readonly ChoiceSpec[]> = {
  spend_change: [
    { name: "window", label: "The last whole days against as many before", choices: WINDOWS("1 day") },
    {
      name: "direction",
      label: "Goes",
      choices: [
        { value: "up", label: "Up" },
        { value: "down", label: "Down" },
      ],
    },
  ],
  anomaly: [],
  unpriced: [],
  coverage: [
    {
      name: "dimension",
      label: "Has no",
      choices: ["team", "feature", "agent", "user"].map((value) => ({ value, label: value })),
    },
    { name: "window", label: "Over", choices: WINDOWS("24 hours").toReversed() },
  ],
  source_silent: [],
  credit: [
    {
      name: "measure",
      label: "By",
      choices: [
        { value: "percent_left", label: "Percent that is left" },
        { value: "days_left", label: "Days until it expires" },
      ],
    },
  ],
  provider_health: [
    {
      name: "measure",
      label: "By",
      choices: [
        { value: "availability", label: "Availability: percent answered" },
        { value: "error_rate", label: "Percent that failed, whoever's fault" },
        { value: "latency_p95", label: "p95 latency in milliseconds" },
      ],
    },
    {
      name: "by",
      label: "Of",
      choices: [
        { value: "provider", label: "Each provider" },
        { value: "path", label: "Each provider, model and route" },
      ],
    },
  ],
}

const NUMBERS: Record<RuleKind, readonly NumberSpec[]> = {
  spend_change: [
    { name: "alert", label: "Alert from, in percent", usual: "50" },
    WARN,
    {
      name: "least",
      label: "And by at least",
      usual: "0",
      hint: "An amount, so that small change is no alert.",
    },
  ],
  anomaly: [{ name: "least", label: "That cost beyond what was expected at least", usual: "0" }],
  unpriced: [{ name: "alert", label: "Alert from, in calls of 24 hours", usual: "1" }, WARN],
  coverage: [{ name: "alert", label: "Alert at or below, in percent", usual: "80" }, WARN],
  source_silent: [{ name: "alert", label: "Alert after minutes", usual: "60" }, WARN],
  credit: [{ name: "alert", label: "Alert at or below", usual: "20" }, WARN],
  provider_health: [
    { name: "alert", label: "Alert at", usual: "95" },
    WARN,
    { name: "minutes", label: "Over minutes", usual: "15" },
    { name: "least_calls", label: "With calls at least", usual: "20", hint: "Below it nothing is known." },
  ],
}

function numberOf(text: FormDataEntryValue | null): number | null {
  const plain = String(text ?? "").trim()
  return plain === "" ? null : Number(plain)
}

/** The condition that the fields of its kind say. */
export function conditionOf(kind: RuleKind, values: FormData): object {
  const names = new Set(NUMBERS[kind].map(({ name }) => name))
  const chosen = CHOICES[kind].map(({ name }) => [name, String(values.get(name))])
  return {
    kind,
    ...Object.fromEntries(chosen),
    ...(names.has("alert") ? { alert: numberOf(values.get("alert")) ?? 0 } : {}),
    ...(names.has("minutes") ? { minutes: numberOf(values.get("minutes")) ?? 0 } : {}),
    ...(names.has("least_calls") ? { least_calls: numberOf(values.get("least_calls")) ?? 0 } : {}),
    ...(names.has("warn") ? { warn: numberOf(values.get("warn")) } : {}),
    ...(names.has("least") ? { least: String(values.get("least")).trim().replaceAll(",", "") || "0" } : {}),
  }
}

interface Props {
  kind: RuleKind
  /** What stands, where it is of this kind. */
  condition: Condition | null
  currency: string
  fields: Readonly<Record<string, string>>
}

/** The thresholds and windows of one kind of rule. */
export function RuleFields({ kind, condition, currency, fields }: Props) {
  const kept: Readonly<Record<string, unknown>> = { ...condition }
  return (
    <>
      {CHOICES[kind].map(({ name, ...rest }) => (
        <SelectField
          key={name}
          {...rest}
          name={name}
          defaultValue={String(kept[name] ?? rest.choices[0]?.value)}
        />
      ))}
      {NUMBERS[kind].map(({ name, label, usual, hint }) => (
        <TextField
          key={name}
          name={name}
          label={name === "least" ? `${label}, in ${currency}` : label}
          hint={hint}
          inputMode="decimal"
          autoComplete="off"
          required={name !== "warn" && name !== "least"}
          defaultValue={String(kept[name] ?? usual)}
          error={fields[`condition/${name}`]}
        />
      ))}
    </>
  )
}
