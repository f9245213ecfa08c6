"use client"

import { useRouter } from "next/navigation"
import { type ChangeEvent, useState } from "react"
import { type ApiRefusal, callApi } from "@/components/sources/call-api"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions, TextField } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"
import type { PriceImportAnswer } from "@/lib/pricing/api-schema"
import { ImportLines } from "./import-lines"
import { changesOf, importWords } from "./import-words"

interface Looked {
  csv: string
  answer: PriceImportAnswer
}

function useAsking() {
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<ApiRefusal | null>(null)
  const ask = async (path: string, body: unknown) => {
    setBusy(true)
    const answer = await callApi<PriceImportAnswer>(path, { method: "POST", body })
    setBusy(false)
    setRefusal(answer.ok ? null : answer.refusal)
    return answer.ok ? answer.value : null
  }
  return { busy, refusal, ask, forget: () => setRefusal(null) }
}

/** Reads a file, says what each line of it would do, and imports all of it or nothing. Open from the start. */
export function ImportPrices() {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const [looked, setLooked] = useState<Looked | null>(null)
  const { busy, refusal, ask, forget } = useAsking()
  const change = (next: boolean) => {
    setOpen(next)
    setLooked(null)
    forget()
  }
  const look = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0]
    setLooked(null)
    if (!file) return
    const csv = await file.text()
    const answer = await ask("/api/v1/prices/import/preview", { csv })
    if (answer) setLooked({ csv, answer })
  }
  const apply = async ({ csv, answer }: Looked) => {
    if (!(await ask("/api/v1/prices/import", { csv, preview: answer.preview }))) return
    change(false)
    router.refresh()
  }
  return (
    <Dialog
      title="Import prices"
      description="A CSV file as the export writes it. It adds and ends prices; what it does not name stays."
      open={open}
      onOpenChange={change}
      trigger={<TextButton>Import</TextButton>}
    >
      <TextField
        label="File"
        name="file"
        type="file"
        accept=".csv,text/csv"
        hint="Columns: provider, models, from, to, currency, input_uncached, output, percent, source and others."
        error={refusal?.detail}
        onChange={look}
        disabled={busy}
      />
      {looked && <ImportLines answer={looked.answer} />}
      <FormActions>
        {looked && looked.answer.invalid === 0 && changesOf(looked.answer) > 0 && (
          <Button kind="primary" onClick={() => apply(looked)} disabled={busy}>
            {importWords(looked.answer)}
          </Button>
        )}
        <Button onClick={() => change(false)}>Close</Button>
      </FormActions>
    </Dialog>
  )
}
