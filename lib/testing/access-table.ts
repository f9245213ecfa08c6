import { smokeRun } from "@/lib/testing/smoke-run"
import { BILL_ACCESS } from "./access-bills"
import type { AccessRow, Asker, Seeded } from "./access-row"
import { WAYS_IN } from "./access-ways-in"

const READERS: Asker[] = ["owner", "admin", "finance", "engineer", "viewer", "key:read", "key:admin"]
const KEY_MAKERS: Asker[] = ["owner", "admin", "engineer", "key:admin"]
const CREDITORS: Asker[] = ["owner", "admin", "finance"]
const CREDIT = {
  ...{ name: "Sign-up credit", scope: [], amount: "14", tokens: null },
  ...{ starts_at: "2026-11-01T00:00:00Z", expires_at: null },
}
const RULE = { name: "Support", when: ["agent~support"], set: { team: "Support" } }
const POOL = { name: "Staging", when: ["environment=staging"], split: "even", teams: [] }
const PRICES = "provider,models,from,percent,source\nopenai,imported-model,2026-11-01,-5,Test\n"
const ADMINS: Asker[] = ["owner", "admin"]
const AUDITORS: Asker[] = ["owner", "admin", "key:admin"]
const PEOPLE: Asker[] = ["owner", "admin", "finance", "engineer", "viewer"]

let prices = 0

/** A price that no other of the same organisation competes with. */
export function price() {
  prices += 1
  return {
    provider: "openai",
    models: [`model-${prices}`],
    from: "2026-11-01",
    percent: "-5",
    source: "Test",
  }
}

const ONE_ENDPOINT = {
  params: ({ endpointId }: Seeded) => ({ id: String(endpointId) }),
  isItem: true,
} as const
let endpoints = 0

const ONE_RUN = {
  params: ({ smokeRunId }: Seeded) => ({ id: String(smokeRunId) }),
  isItem: true,
} as const

/** A webhook whose name no other has, and whose host no name server knows. */
export function endpoint() {
  endpoints += 1
  return { name: `Hook ${endpoints}`, target: { kind: "webhook" as const, url: "https://hook.invalid/in" } }
}

const ALERT_RULE = { name: "Unpriced", condition: { kind: "unpriced", alert: 5 } }

/** Of members whose session a request spends. */
export const SEEDED_PASSWORD = "only for tests, and long"

/** One row for every verb of every route; a route without a row fails the test. */
export const ACCESS: Readonly<Record<string, AccessRow>> = {
  ...WAYS_IN,
  "GET /api/v1/events": { allow: READERS },
  "GET /api/v1/events/{id}": { allow: READERS, params: ({ eventId }) => ({ id: eventId }), isItem: true },
  "GET /api/v1/change": { allow: READERS, search: "?group_by=user" },
  "GET /api/v1/anomalies": { allow: READERS },
  "GET /api/v1/health/providers": { allow: READERS, search: "?interval=hour" },
  "GET /api/v1/forecast": { allow: READERS, search: "?filter=team%3DSupport" },
  "GET /api/v1/spend": { allow: READERS, search: "?group_by=user" },
  "GET /api/v1/export/spend.csv": { allow: READERS, search: "?group_by=user,feature" },
  "GET /api/v1/export/events.csv": { allow: READERS },
  "GET /api/v1/export/budgets.csv": { allow: READERS },
  "GET /api/v1/export/budgets.yaml": { allow: READERS },
  "GET /api/v1/export/focus": { allow: READERS, search: "?users=true" },
  "GET /api/v1/credits": { allow: READERS },
  "POST /api/v1/credits": { allow: CREDITORS, body: () => CREDIT },
  "DELETE /api/v1/credits/{id}": {
    allow: CREDITORS,
    params: ({ creditId }) => ({ id: String(creditId) }),
    isItem: true,
    spends: "credit",
  },
  "GET /api/v1/budgets": { allow: READERS },
  "GET /api/v1/budgets/{slug}": {
    allow: READERS,
    params: ({ budgetSlug }) => ({ slug: budgetSlug }),
    isItem: true,
  },
  "PUT /api/v1/budgets/{slug}": {
    allow: [...CREDITORS, "key:admin"],
    params: () => ({ slug: "made" }),
    body: () => ({ name: "Made", period: "month", amount: "5000" }),
  },
  "DELETE /api/v1/budgets/{slug}": {
    allow: [...CREDITORS, "key:admin"],
    params: ({ budgetSlug }) => ({ slug: budgetSlug }),
    isItem: true,
    spends: "budget",
  },
  "GET /api/v1/budgets/authorize": { allow: READERS },
  "GET /api/v1/budgets/{slug}/course": {
    allow: READERS,
    params: ({ budgetSlug }) => ({ slug: budgetSlug }),
    isItem: true,
  },
  "GET /api/v1/budgets/{slug}/status": {
    allow: READERS,
    params: ({ budgetSlug }) => ({ slug: budgetSlug }),
    isItem: true,
  },
  "POST /api/v1/budgets/authorize": {
    allow: ["key:authorize"],
    body: () => ({ feature: "search", estimate: { amount: "0.01", currency: "USD" } }),
  },
  "POST /api/v1/budgets/{slug}/increases": {
    allow: [...CREDITORS, "key:admin"],
    params: ({ budgetSlug }) => ({ slug: budgetSlug }),
    body: () => ({ amount: "10", until: "2100-01-01", reason: "Launch" }),
    isItem: true,
    spends: "budget",
  },
  "DELETE /api/v1/budgets/{slug}/increases/{id}": {
    allow: [...CREDITORS, "key:admin"],
    params: ({ budgetSlug, increaseId }) => ({ slug: budgetSlug, id: String(increaseId) }),
    isItem: true,
    spends: "budget",
  },
  "GET /api/v1/alerts": { allow: READERS },
  "GET /api/v1/alerts/{id}": {
    allow: READERS,
    params: ({ alertId }) => ({ id: String(alertId) }),
    isItem: true,
  },
  "POST /api/v1/alerts/{id}/ack": {
    allow: ["owner", "admin", "finance", "engineer", "key:admin"],
    params: ({ alertId }) => ({ id: String(alertId) }),
    isItem: true,
  },
  "GET /api/v1/alerts/rules": { allow: READERS },
  "GET /api/v1/alerts/rules/{slug}": {
    allow: READERS,
    params: ({ ruleSlug }) => ({ slug: ruleSlug }),
    isItem: true,
  },
  "PUT /api/v1/alerts/rules/{slug}": {
    allow: [...CREDITORS, "key:admin"],
    params: () => ({ slug: "made" }),
    body: () => ALERT_RULE,
  },
  "DELETE /api/v1/alerts/rules/{slug}": {
    allow: [...CREDITORS, "key:admin"],
    params: ({ ruleSlug }) => ({ slug: ruleSlug }),
    isItem: true,
    spends: "alert",
  },
  "POST /api/v1/alerts/preview": { allow: [...CREDITORS, "key:admin"], body: () => ALERT_RULE },
  "GET /api/v1/alerts/mutes": { allow: READERS },
  "POST /api/v1/alerts/mutes": {
    allow: [...CREDITORS, "key:admin"],
    body: ({ ruleSlug }) => ({
      ...{ rule: ruleSlug, reason: "Test" },
      until: new Date(Date.now() + 3_600_000).toISOString(),
    }),
    isItem: true,
  },
  "DELETE /api/v1/alerts/mutes/{id}": {
    allow: [...CREDITORS, "key:admin"],
    params: ({ muteId }) => ({ id: String(muteId) }),
    isItem: true,
    spends: "alert",
  },
  "GET /api/v1/prices/export.csv": { allow: READERS },
  "POST /api/v1/prices/import": { allow: CREDITORS, body: () => ({ csv: PRICES }) },
  "POST /api/v1/prices/import/preview": { allow: CREDITORS, body: () => ({ csv: PRICES }) },
  "GET /api/v1/rerates": { allow: READERS },
  "POST /api/v1/rerates": { allow: CREDITORS, body: () => ({ from: "2026-11-01" }), spends: "rerate" },
  "GET /api/v1/rerates/{id}": {
    allow: READERS,
    params: ({ rerateId }) => ({ id: String(rerateId) }),
    isItem: true,
  },
  "DELETE /api/v1/rerates/{id}": {
    allow: CREDITORS,
    params: ({ rerateId }) => ({ id: String(rerateId) }),
    isItem: true,
    spends: "rerate",
  },
  "POST /api/v1/rerates/{id}/apply": {
    allow: CREDITORS,
    params: ({ rerateId }) => ({ id: String(rerateId) }),
    body: () => ({ reason: "Contract" }),
    isItem: true,
    spends: "rerate",
  },
  "GET /api/v1/attribution": { allow: READERS },
  "PUT /api/v1/attribution": { allow: CREDITORS, body: () => ({ rules: [RULE] }) },
  "POST /api/v1/attribution/preview": { allow: CREDITORS, body: () => ({ rules: [RULE] }) },
  "GET /api/v1/shared-costs": { allow: READERS },
  "PUT /api/v1/shared-costs": { allow: CREDITORS, body: () => ({ pools: [POOL] }) },
  "GET /api/v1/decision": { allow: READERS, search: "?window=7d" },
  "GET /api/v1/decision/assumptions": { allow: READERS },
  "PUT /api/v1/decision/assumptions": {
    allow: [...CREDITORS, "key:admin"],
    body: () => ({ set: [{ name: "direct_hours", value: "5" }] }),
  },
  "GET /api/v1/showback": { allow: READERS, search: "?range=last_month" },
  "GET /api/v1/export/showback.csv": { allow: READERS },
  "GET /api/v1/export/health.csv": { allow: READERS },
  "GET /api/v1/export/failures.csv": { allow: READERS, search: "?by=feature" },
  "GET /api/v1/export/decision.csv": { allow: READERS, search: "?window=7d" },
  "GET /api/v1/names": { allow: READERS },
  "POST /api/v1/names": {
    allow: CREDITORS,
    body: ({ nameValue }) => ({ dimension: "user", value: nameValue, name: `${nameValue} called` }),
    isItem: true,
    spends: "name",
  },
  "DELETE /api/v1/names/{id}": {
    allow: CREDITORS,
    params: ({ nameId }) => ({ id: String(nameId) }),
    isItem: true,
    spends: "name",
  },
  "GET /api/v1/prices": { allow: READERS },
  "POST /api/v1/prices": { allow: CREDITORS, body: price },
  "DELETE /api/v1/prices/{id}": {
    allow: CREDITORS,
    params: ({ priceId }) => ({ id: String(priceId) }),
    search: "?day=2026-11-10",
    isItem: true,
    spends: "price",
  },
  "GET /api/v1/exchange-rates": { allow: READERS },
  "PUT /api/v1/exchange-rates": {
    allow: CREDITORS,
    body: () => ({ currency: "EUR", date: "2026-11-20", usdPerUnit: "1.2", source: "ECB" }),
  },
  "GET /api/v1/dimensions/{dimension}": { allow: READERS, params: () => ({ dimension: "user" }) },
  "GET /api/v1/annotations": { allow: READERS },
  "POST /api/v1/annotations": {
    allow: ["owner", "admin", "finance", "engineer", "key:ingest"],
    body: () => ({ kind: "deploy", text: "Version 2 went out." }),
  },
  "DELETE /api/v1/annotations/{id}": {
    // Finance and engineers delete those that they added themselves.
    allow: ["owner", "admin", "key:admin"],
    params: ({ annotationId }) => ({ id: String(annotationId) }),
    isItem: true,
    spends: "annotation",
  },
  "GET /api/v1/views": { allow: PEOPLE },
  "POST /api/v1/views": {
    allow: PEOPLE,
    body: () => ({ name: "By feature", page: "/explore", query: "group_by=feature", shared: false }),
  },
  "PATCH /api/v1/views/{id}": {
    allow: PEOPLE,
    params: ({ viewId }) => ({ id: String(viewId) }),
    body: () => ({ home: true }),
    isItem: true,
  },
  "DELETE /api/v1/views/{id}": {
    // Others delete those that they saved themselves.
    allow: ADMINS,
    params: ({ viewId }) => ({ id: String(viewId) }),
    isItem: true,
    byOwner: true,
    spends: "view",
  },
  "GET /api/v1/reports": { allow: PEOPLE },
  "POST /api/v1/reports": {
    // Engineers and viewers mail to their own address alone.
    allow: CREDITORS,
    body: () => ({ name: "By team", page: "/", query: "", every: "week", recipients: ["a@example.com"] }),
  },
  "PATCH /api/v1/reports/{id}": {
    // Others change those that they made themselves.
    allow: ADMINS,
    params: ({ reportId }) => ({ id: String(reportId) }),
    body: () => ({ hour: 7 }),
    isItem: true,
    byOwner: true,
  },
  "DELETE /api/v1/reports/{id}": {
    // Others end those that they made themselves.
    allow: ADMINS,
    params: ({ reportId }) => ({ id: String(reportId) }),
    isItem: true,
    byOwner: true,
    spends: "report",
  },
  "POST /api/v1/reports/{id}/send": {
    allow: ADMINS,
    params: ({ reportId }) => ({ id: String(reportId) }),
    isItem: true,
    byOwner: true,
    spends: "report",
  },
  "GET /api/v1/smoke/runs": { allow: READERS },
  "POST /api/v1/smoke/runs": { allow: ["key:smoke"], body: () => smokeRun() },
  "GET /api/v1/smoke/runs/{id}": { ...ONE_RUN, allow: READERS },
  "DELETE /api/v1/smoke/runs/{id}": { ...ONE_RUN, allow: ["owner", "admin", "engineer"], spends: "smoke" },
  ...BILL_ACCESS,
  "GET /api/v1/endpoints": { allow: CREDITORS },
  "POST /api/v1/endpoints": { allow: ADMINS, body: endpoint },
  "PATCH /api/v1/endpoints/{id}": { ...ONE_ENDPOINT, allow: ADMINS, body: () => ({ on: true }) },
  "DELETE /api/v1/endpoints/{id}": { ...ONE_ENDPOINT, allow: ADMINS, spends: "endpoint" },
  "POST /api/v1/endpoints/{id}/test": { ...ONE_ENDPOINT, allow: ADMINS },
  "POST /api/v1/endpoints/{id}/rotate": { ...ONE_ENDPOINT, allow: ADMINS, body: () => ({ overlap: "1h" }) },
  "GET /api/v1/endpoints/{id}/deliveries": { ...ONE_ENDPOINT, allow: CREDITORS },
  "POST /api/v1/deliveries/{id}/send": {
    allow: ADMINS,
    params: ({ deliveryId }) => ({ id: deliveryId }),
    isItem: true,
  },
  "GET /api/v1/keys": { allow: KEY_MAKERS },
  "POST /api/v1/keys": { allow: KEY_MAKERS, body: () => ({ name: "made", scopes: ["read"] }) },
  "GET /api/v1/keys/{id}": {
    allow: KEY_MAKERS,
    params: ({ keyId }) => ({ id: String(keyId) }),
    isItem: true,
  },
  "DELETE /api/v1/keys/{id}": {
    allow: KEY_MAKERS,
    params: ({ keyId }) => ({ id: String(keyId) }),
    isItem: true,
    spends: "key",
  },
  "POST /api/v1/keys/{id}/rotate": {
    allow: KEY_MAKERS,
    params: ({ keyId }) => ({ id: String(keyId) }),
    body: () => ({ overlap: "1h" }),
    isItem: true,
    spends: "key",
  },
  "GET /api/v1/audit": { allow: AUDITORS },
  "GET /api/v1/audit/{id}": {
    allow: AUDITORS,
    // The canary's organisation has more entries than the other.
    params: ({ auditId }) => ({ id: String(auditId) }),
    isItem: true,
  },
  "GET /api/v1/audit/verify": { allow: AUDITORS },
  "POST /api/v1/audit/verify": { allow: AUDITORS },
  "GET /api/v1/export/audit.csv": { allow: AUDITORS },
  "GET /api/v1/organisation": { allow: READERS },
  "PATCH /api/v1/organisation": { allow: ADMINS, body: () => ({ fiscal_start: 4 }) },
  "GET /api/v1/profile": { allow: PEOPLE },
  "PATCH /api/v1/profile": { allow: PEOPLE, body: () => ({ name: "Somebody" }) },
  "POST /api/v1/profile/password": {
    allow: PEOPLE,
    body: () => ({ current: SEEDED_PASSWORD, password: `${SEEDED_PASSWORD} anew` }),
    spends: "session",
  },
  "POST /api/v1/profile/sign-out": { allow: PEOPLE, spends: "session" },
  "GET /api/v1/members": { allow: ADMINS },
  "PATCH /api/v1/members/{id}": {
    allow: ADMINS,
    params: ({ memberId }) => ({ id: String(memberId) }),
    body: () => ({ role: "engineer", teams: ["Search"] }),
    isItem: true,
    spends: "member",
  },
  "DELETE /api/v1/members/{id}": {
    allow: ADMINS,
    params: ({ memberId }) => ({ id: String(memberId) }),
    isItem: true,
    spends: "member",
  },
  "GET /api/v1/invitations": { allow: ADMINS },
  "POST /api/v1/invitations": {
    allow: ADMINS,
    body: () => ({ email: "access@example.com", role: "viewer", teams: null }),
  },
  "DELETE /api/v1/invitations/{id}": {
    allow: ADMINS,
    params: ({ invitationId }) => ({ id: String(invitationId) }),
    isItem: true,
    spends: "invitation",
  },
}

/** Open to everybody: what they answer holds nothing of any organisation. */
export const OPEN: readonly string[] = [
  "GET /api/auth/{nextauth}",
  "POST /api/auth/{nextauth}",
  "POST /api/auth/setup",
  "POST /api/auth/invitation",
  "POST /api/auth/accept",
  "POST /api/auth/forgotten",
  "POST /api/auth/reset",
  "POST /api/v1/reports/unsubscribe",
  "POST /api/v1/sources/webhook",
  "POST /api/csp-report",
  "GET /api/openapi.json",
  "GET /healthz",
  "GET /readyz",
  "GET /metrics",
  ...["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => `${method} /api/{missing}`),
]
