import type { AccessRow, Asker, Seeded } from "./access-row"
import { openAiCosts } from "./bills"

const READERS: Asker[] = ["owner", "admin", "finance", "engineer", "viewer", "key:read", "key:admin"]
const IMPORTERS: Asker[] = ["owner", "admin", "finance", "key:admin"]

const MAPPING = { columns: { day: "Date", amount: "Cost" }, provider: "qwen", currency: "CNY" }
const COSTS = openAiCosts([
  { day: "2026-11-01", model: "gpt-4o-mini", amount: "1.5", requests: 0, input: 0, cached: 0, output: 0 },
])

const ONE_BILL = { params: ({ billId }: Seeded) => ({ id: String(billId) }), isItem: true } as const

/** The rows of bills and of what is compared with them. */
export const BILL_ACCESS: Readonly<Record<string, AccessRow>> = {
  "GET /api/v1/imports": { allow: READERS },
  "POST /api/v1/imports": { allow: IMPORTERS, body: () => JSON.parse(COSTS) },
  "GET /api/v1/imports/{id}": { ...ONE_BILL, allow: READERS },
  "DELETE /api/v1/imports/{id}": { ...ONE_BILL, allow: IMPORTERS, spends: "bill" },
  "GET /api/v1/imports/mappings": { allow: READERS },
  "PUT /api/v1/imports/mappings": {
    allow: IMPORTERS,
    body: () => ({ name: "Model Studio", mapping: MAPPING }),
  },
  "DELETE /api/v1/imports/mappings": {
    allow: IMPORTERS,
    search: "?name=Seeded",
    isItem: true,
    spends: "mapping",
  },
  "GET /api/v1/reconcile": { allow: READERS, search: "?from=2026-11-01&to=2026-11-03" },
  "GET /api/v1/export/reconcile.csv": { allow: READERS, search: "?from=2026-11-01&to=2026-11-03" },
  "POST /api/v1/reconcile/notes": {
    allow: IMPORTERS,
    body: ({ billModel }) => ({ provider: "openai", model: billModel, day: "2026-11-01", note: "Known" }),
    isItem: true,
  },
  "DELETE /api/v1/reconcile/notes/{id}": {
    allow: IMPORTERS,
    params: ({ billNoteId }) => ({ id: String(billNoteId) }),
    isItem: true,
    spends: "bill",
  },
}
