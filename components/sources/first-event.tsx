"use client"

import { useRouter } from "next/navigation"
import { useEffect, useState } from "react"
import { Button } from "@/components/ui/button"
import { Status } from "@/components/ui/status"
import { TextButton } from "@/components/ui/text-button"
import { TextLink } from "@/components/ui/text-link"
import type { CreatedKey } from "@/lib/auth/key-schema"
import { formatCount, formatProvenance } from "@/lib/money-format"
import type { IngestAnswer } from "@/lib/sources/events-schema"
import type { KeyAnswer } from "@/lib/sources/schema"
import { formatInstant } from "@/lib/time-format"
import { callApi } from "./call-api"
import { RefusalItem } from "./refusal-item"
import { refusedBecause, testEvent, voidOf } from "./test-event"
import { useKeyTraffic } from "./use-key-traffic"

export interface FirstEventProps {
  apiKey: CreatedKey
  zone: string
}

/** Waits for what the key sends, and shows it with its price as soon as it is in the ledger. */
export function FirstEvent({ apiKey, zone }: FirstEventProps) {
  const router = useRouter()
  const { answer, fault, ask } = useKeyTraffic(apiKey.id)
  const event = answer?.latest_event ?? null
  const arrived = event !== null
  useEffect(() => {
    // The tables below count it too.
    if (arrived) router.refresh()
  }, [arrived, router])
  return (
    <div>
      <div role="status" aria-live="polite" className="mb-2">
        {event ? (
          <Arrived event={event} zone={zone} />
        ) : (
          <>
            <Status kind="info">Waiting for first event…</Status>
            {answer?.last_used_at && answer.refusals.length === 0 && (
              <p className="mt-1 text-ink-2">
                The key was used {formatInstant(new Date(answer.last_used_at), zone)}, and nothing new came
                with it.
              </p>
            )}
          </>
        )}
      </div>
      {fault && <p className="mb-2 text-warn">{fault}</p>}
      {!event && answer && answer.refusals.length > 0 && (
        <ul aria-label="Refused events of this source" className="mb-3 divide-y divide-line">
          {answer.refusals.map((refusal) => (
            <RefusalItem key={refusal.id} refusal={refusal} zone={zone} />
          ))}
        </ul>
      )}
      <TestEvent apiKey={apiKey} isWaiting={!arrived} onSent={ask} />
    </div>
  )
}

function Arrived({ event, zone }: { event: NonNullable<KeyAnswer["latest_event"]>; zone: string }) {
  const { id, model, route, tokens, billed, currency, time } = event
  return (
    <>
      <Status kind="ok">First event received</Status>
      <p className="mt-1">
        <TextLink inline href={`/events/${id}`}>
          {model}, {route}
        </TextLink>
        , {formatCount(tokens)} tokens,{" "}
        {billed === null ? "no price matches" : <b>{formatProvenance(billed, currency)}</b>},{" "}
        {formatInstant(new Date(time), zone)}
      </p>
      <p className="mt-1 text-ink-2">
        Next: send user, feature and team with each event, so that spend has an owner.
      </p>
    </>
  )
}

interface TestEventProps extends Pick<FirstEventProps, "apiKey"> {
  isWaiting: boolean
  onSent: () => Promise<void>
}

/** Sends one event the way an application would, with the new key; afterwards it can be voided. */
function TestEvent({ apiKey, isWaiting, onSent }: TestEventProps) {
  const router = useRouter()
  const [sentId, setSentId] = useState<string | null>(null)
  const [said, setSaid] = useState("")
  const [busy, setBusy] = useState(false)
  const post = async (body: unknown): Promise<boolean> => {
    setBusy(true)
    const { key } = apiKey
    const answer = await callApi<IngestAnswer>("/api/v1/events", { method: "POST", body, key })
    setBusy(false)
    const refused = answer.ok ? refusedBecause(answer.value) : answer.refusal.detail
    setSaid(refused ?? "")
    return refused === null
  }
  const send = async () => {
    const id = `test-${crypto.randomUUID()}`
    if (await post(testEvent(id))) {
      setSentId(id)
      await onSent()
    }
  }
  const undo = async (id: string) => {
    if (await post(voidOf(id))) {
      setSentId(null)
      setSaid("The test event is void: it is listed, and in no total.")
      router.refresh()
    }
  }
  return (
    <div className="flex flex-wrap items-baseline gap-x-4 gap-y-2">
      {isWaiting && (
        <Button onClick={send} disabled={busy}>
          Send test event
        </Button>
      )}
      {!isWaiting && sentId !== null && (
        <span>
          The test event counts.{" "}
          <TextButton onClick={() => undo(sentId)} disabled={busy}>
            Void it
          </TextButton>
        </span>
      )}
      <span role="status" className="text-ink-2">
        {said}
      </span>
    </div>
  )
}
