"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import type { KnownValues } from "@/components/attribution/condition-fields"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"
import type { SharedPool } from "@/lib/attribution/schema"
import { PoolForm } from "./pool-form"

export interface PoolsContext extends KnownValues {
  pools: readonly SharedPool[]
  version: number
}

export interface PoolDialogProps extends PoolsContext {
  word: string
  title: string
  /** Where the pool that is written goes; without it `next` replaces the list after a question. */
  at?: number
  next?: readonly SharedPool[]
}

function ownFields(fields: Record<string, string>, at: number): Record<string, string> {
  const prefix = `pools/${at}/`
  return Object.fromEntries(
    Object.entries(fields).flatMap(([pointer, fault]) =>
      pointer.startsWith(prefix)
        ? [[pointer.slice(prefix.length).replace(/^teams\/.*/, "teams"), fault]]
        : [],
    ),
  )
}

function faultsOf(fields: Record<string, string>): Record<number, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, fault]) => {
      const place = /^when\/(\d+)/.exec(name)?.[1]
      return place === undefined ? [] : [[Number(place), fault]]
    }),
  )
}

/** Writes a pool, or changes the list, and saves it. Open from the start. */
export function PoolDialog({ word, title, at, next, pools, version, ...known }: PoolDialogProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const { busy, fault, fields, send } = useSending()
  const save = async (list: readonly SharedPool[]) => {
    if ((await send("/api/v1/shared-costs", "PUT", { version, pools: list })) === undefined) return
    setOpen(false)
    router.refresh()
  }
  const place = at ?? pools.length
  const own = ownFields(fields, place)
  const unplaced = Object.keys(own).length === 0 ? Object.values(fields)[0] : undefined
  return (
    <Dialog
      title={title}
      description="Shares count for all months. What a team spent itself stays what it is, and every part of a pool that nobody bears is shown."
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton aria-label={title}>{word}</TextButton>}
    >
      {(fault ?? unplaced) && <FormFault>{fault ?? unplaced}</FormFault>}
      {next ? (
        <FormActions>
          <Button kind="primary" onClick={() => save(next)} disabled={busy}>
            {word}
          </Button>
          <Button onClick={() => setOpen(false)}>Keep it</Button>
        </FormActions>
      ) : (
        <PoolForm
          {...known}
          pool={pools[place] ?? null}
          busy={busy}
          fields={own}
          faults={faultsOf(own)}
          onDone={(pool) => save([...pools.slice(0, place), pool, ...pools.slice(place + 1)])}
        />
      )}
    </Dialog>
  )
}
