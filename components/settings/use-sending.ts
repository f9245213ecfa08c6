"use client"

import { type RefObject, useEffect, useRef, useState } from "react"
import { type ApiRefusal, callApi } from "@/components/sources/call-api"

type Method = "POST" | "PUT" | "PATCH" | "DELETE"

export interface Sending {
  form: RefObject<HTMLFormElement | null>
  busy: boolean
  /** What is wrong with each field, by its name. */
  fields: Record<string, string>
  /** What is wrong beyond any field. */
  fault: string | null
  /** The answer's value, or undefined after a refusal, which is then shown. */
  send: <T>(path: string, method: Method, body?: unknown) => Promise<T | undefined>
}

/** Sends a form to one of our own routes, and leads to the field that was refused. */
export function useSending(): Sending {
  const form = useRef<HTMLFormElement>(null)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<ApiRefusal | null>(null)
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()
  }, [refusal])
  const fields = refusal?.fields ?? {}
  return {
    form,
    busy,
    fields,
    fault: refusal && Object.keys(fields).length === 0 ? refusal.detail : null,
    async send<T>(path: string, method: Method, body?: unknown) {
      setBusy(true)
      const answer = await callApi<T>(path, { method, body })
      setBusy(false)
      setRefusal(answer.ok ? null : answer.refusal)
      return answer.ok ? answer.value : undefined
    },
  }
}
