"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { Button } from "@/components/ui/button"
import { ScrollFrame } from "@/components/ui/scroll-frame"
import type { Volume } from "@/lib/decision/volume-schema"

export interface VolumesFormProps {
  rows: readonly (Volume & { label: string })[]
  reseller: { name: string; markup: string }
}

const FIELDS = [
  ["model", "Model", "w-50 max-md:w-36"],
  ["calls", "Calls a month", "w-24"],
  ["input", "Input, M tokens", "w-24"],
  ["cached", "Cached, %", "w-18"],
  ["output", "Output, M tokens", "w-24"],
] as const

function fieldClass(width: string) {
  return `h-(--control) ${width} rounded-md border border-control bg-surface px-2.5 tabular-nums`
}

/** The address that answers what was typed; a fault where a number is none. */
function addressOf(form: FormData, rows: VolumesFormProps["rows"]): { href: string } | { fault: string } {
  const text = (name: string) => String(form.get(name) ?? "").trim()
  const search = new URLSearchParams()
  for (const { family, label } of rows) {
    const [model, ...numbers] = FIELDS.map(([field]) => text(`${family}.${field}`))
    if (numbers.every((number) => number === "" || number === "0")) continue
    if (!model) return { fault: `Name a model of ${label}.` }
    const wrong = numbers.find((number) => number !== "" && !/^\d+(\.\d+)?$/.test(number))
    if (wrong !== undefined) return { fault: `"${wrong.slice(0, 20)}" of ${label} is no number.` }
    search.append("volume", [family, model, ...numbers].join(":"))
  }
  if (search.size === 0) return { fault: "Type what at least one family uses in a month." }
  const reseller = text("reseller")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
  if (reseller !== "") {
    search.append("route", reseller)
    const markup = text("markup")
    if (!/^-?\d+(\.\d+)?$/.test(markup))
      return { fault: "The reseller's markup is a number, such as 10 or -20." }
    search.append("assume", `markup.${reseller}:${markup}`)
  }
  return { href: `/decide?${search}` }
}

/** Monthly volumes by family, for an answer before any event was sent. */
export function VolumesForm({ rows, reseller }: VolumesFormProps) {
  const router = useRouter()
  const [fault, setFault] = useState<string | null>(null)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const found = addressOf(new FormData(event.currentTarget), rows)
    setFault("fault" in found ? found.fault : null)
    if ("href" in found) router.push(found.href)
  }
  return (
    <form onSubmit={submit} className="print:hidden">
      <ScrollFrame label="Volumes by family">
        <table className="table">
          <thead>
            <tr>
              <th scope="col" data-align="left">
                Family
              </th>
              {FIELDS.map(([field, head]) => (
                <th key={field} scope="col" data-align="left">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.family}>
                <th scope="row" data-align="left">
                  {row.label}
                </th>
                {FIELDS.map(([field, head, width]) => (
                  <td key={field} data-align="left">
                    <input
                      name={`${row.family}.${field}`}
                      aria-label={`${row.label}: ${head}`}
                      defaultValue={row[field]}
                      inputMode={field === "model" ? "text" : "decimal"}
                      placeholder={field === "model" ? "" : "0"}
                      className={fieldClass(width)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
      <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <label className="flex items-center gap-2 text-ink-2">
          A reseller
          <input
            name="reseller"
            defaultValue={reseller.name}
            placeholder="its name"
            className={fieldClass("w-40")}
          />
        </label>
        <label className="flex items-center gap-2 text-ink-2">
          at the providers' prices and
          <input
            name="markup"
            defaultValue={reseller.markup}
            inputMode="decimal"
            className={fieldClass("w-18")}
          />
          %
        </label>
        <Button kind="primary" type="submit">
          Decide
        </Button>
        {fault && (
          <span role="alert" className="text-xs text-bad">
            {fault}
          </span>
        )}
      </div>
    </form>
  )
}
