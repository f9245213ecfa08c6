"use client"

import { useRouter } from "next/navigation"
import { type ChangeEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { callApi } from "@/components/sources/call-api"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions, SelectField, TextField } from "@/components/ui/form"
import type { ImportAnswer } from "@/lib/imports/schema"
import { BillSummary } from "./bill-summary"
import { headOf } from "./csv-head"
import { MappingForm } from "./mapping-form"

export interface ImportBillProps {
  /** Names of saved mappings. */
  mappings: readonly string[]
}

const BY_ITSELF = ""
const TYPES = ".json,.csv,.tsv,application/json,text/csv"
const NEW = "\u0000new"

interface Asked {
  file: File
  account: string
  mapping: string
}

function pathOf({ file, account, mapping }: Asked, dryRun: boolean): string {
  const params = new URLSearchParams({ dry_run: String(dryRun), name: file.name.slice(0, 200), account })
  if (mapping !== BY_ITSELF) params.set("mapping", mapping)
  return `/api/v1/imports?${params}`
}

function useImport() {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [answer, setAnswer] = useState<ImportAnswer | null>(null)
  const ask = async (asked: Asked, dryRun: boolean) => {
    setBusy(true)
    const told = await callApi<ImportAnswer>(pathOf(asked, dryRun), { method: "POST", file: asked.file })
    setBusy(false)
    setFault(told.ok ? null : told.refusal.detail)
    setAnswer(told.ok ? told.value : null)
    return told.ok
  }
  const forget = () => {
    setFault(null)
    setAnswer(null)
  }
  return { busy, fault, answer, ask, forget }
}

/** The file, what is said of it, and the first look at it after each change. */
function useBillFile(mappings: readonly string[]) {
  const [known, setKnown] = useState(mappings)
  const [file, setFile] = useState<File | null>(null)
  const [columns, setColumns] = useState<string[]>([])
  const [account, setAccount] = useState("")
  const [mapping, setMapping] = useState(BY_ITSELF)
  const { ask, forget, ...told } = useImport()
  const look = async (change: Partial<Asked> = {}) => {
    const asked = { file, account, mapping, ...change }
    if (!asked.file || asked.mapping === NEW) return forget()
    await ask({ ...asked, file: asked.file }, true)
  }
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0] ?? null
    forget()
    setFile(chosen)
    setColumns(chosen ? headOf(await chosen.slice(0, 20_000).text()) : [])
    if (chosen) await look({ file: chosen })
  }
  const pick = async (next: string) => {
    setMapping(next)
    await look({ mapping: next })
  }
  const add = async (name: string) => {
    setKnown((names) => [...new Set([...names, name])].sort())
    await pick(name)
  }
  const keep = async () => {
    if (!file || !(await ask({ file, account, mapping }, false))) return false
    setFile(null)
    setColumns([])
    forget()
    return true
  }
  return { ...told, known, columns, account, mapping, setAccount, look, choose, pick, add, keep }
}

/** Reads a bill, says what would be kept of it, and keeps it. Open from the start. */
export function ImportBill({ mappings }: ImportBillProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const bill = useBillFile(mappings)
  const { answer, busy, columns } = bill
  const keep = async () => {
    if (!(await bill.keep())) return
    setOpen(false)
    router.refresh()
  }
  return (
    <Dialog
      title="Import a bill"
      description="Costs and usage of OpenAI and Anthropic (JSON), activity of OpenRouter (JSON or CSV), FOCUS (CSV), or any CSV. Nothing is kept before you have seen what it says."
      open={open}
      onOpenChange={setOpen}
      trigger={<Button kind="primary">Import a bill</Button>}
    >
      {bill.fault && <FormFault>{bill.fault}</FormFault>}
      <TextField label="File" name="file" type="file" accept={TYPES} onChange={bill.choose} disabled={busy} />
      <TextField
        label="Account"
        name="account"
        hint="Only where you have several accounts with one provider. Bills of one do not replace those of another."
        value={bill.account}
        maxLength={256}
        autoComplete="off"
        onChange={(event) => bill.setAccount(event.target.value)}
        onBlur={() => bill.look()}
      />
      <SelectField
        label="Columns"
        name="mapping"
        value={bill.mapping}
        onChange={(event) => bill.pick(event.target.value)}
        choices={[
          { value: BY_ITSELF, label: "The file says itself" },
          ...bill.known.map((name) => ({ value: name, label: name })),
          ...(columns.length > 1 ? [{ value: NEW, label: "Say which column is what" }] : []),
        ]}
      />
      {bill.mapping === NEW && <MappingForm columns={columns} onSaved={bill.add} />}
      {answer && <BillSummary answer={answer} />}
      <FormActions>
        {answer && answer.state !== "known" && (
          <Button kind="primary" onClick={keep} disabled={busy}>
            Import bill
          </Button>
        )}
        <Button onClick={() => setOpen(false)}>Close</Button>
      </FormActions>
    </Dialog>
  )
}
