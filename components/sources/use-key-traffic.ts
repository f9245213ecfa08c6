"use client"

import { useCallback, useEffect, useState } from "react"
import type { KeyAnswer } from "@/lib/sources/schema"
import { callApi } from "./call-api"

const EVERY_MS = 2_000

export interface KeyTraffic {
  /** The last good answer; null before the first. */
  answer: KeyAnswer | null
  /** Why the last question went unanswered. */
  fault: string | null
  /** Asks at once. */
  ask: () => Promise<void>
}

/** What came of a key so far, asked every two seconds while somebody looks and nothing has come. */
export function useKeyTraffic(keyId: number): KeyTraffic {
  const [answer, setAnswer] = useState<KeyAnswer | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const ask = useCallback(async () => {
    const asked = await callApi<KeyAnswer>(`/api/v1/keys/${keyId}`)
    setFault(asked.ok ? null : asked.refusal.detail)
    if (asked.ok) setAnswer(asked.value)
  }, [keyId])
  const arrived = answer !== null && answer.latest_event !== null
  useEffect(() => {
    if (arrived) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let left = false
    const run = async () => {
      if (document.visibilityState === "visible") await ask()
      if (!left) timer = setTimeout(run, EVERY_MS)
    }
    void run()
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [ask, arrived])
  return { answer, fault, ask }
}
