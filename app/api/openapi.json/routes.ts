import * as accept from "@/app/api/auth/accept/route"
import * as forgotten from "@/app/api/auth/forgotten/route"
import * as invitationText from "@/app/api/auth/invitation/route"
import * as reset from "@/app/api/auth/reset/route"
import * as setup from "@/app/api/auth/setup/route"
import * as acknowledgement from "@/app/api/v1/alerts/[id]/ack/route"
import * as alert from "@/app/api/v1/alerts/[id]/route"
import * as mute from "@/app/api/v1/alerts/mutes/[id]/route"
import * as mutes from "@/app/api/v1/alerts/mutes/route"
import * as alertPreview from "@/app/api/v1/alerts/preview/route"
import * as alerts from "@/app/api/v1/alerts/route"
import * as alertRule from "@/app/api/v1/alerts/rules/[slug]/route"
import * as alertRules from "@/app/api/v1/alerts/rules/route"
import * as annotation from "@/app/api/v1/annotations/[id]/route"
import * as annotations from "@/app/api/v1/annotations/route"
import * as anomalies from "@/app/api/v1/anomalies/route"
import * as attributionPreview from "@/app/api/v1/attribution/preview/route"
import * as attribution from "@/app/api/v1/attribution/route"
import * as auditEntry from "@/app/api/v1/audit/[id]/route"
import * as audit from "@/app/api/v1/audit/route"
import * as verifyAudit from "@/app/api/v1/audit/verify/route"
import * as budgetCourse from "@/app/api/v1/budgets/[slug]/course/route"
import * as increase from "@/app/api/v1/budgets/[slug]/increases/[id]/route"
import * as increases from "@/app/api/v1/budgets/[slug]/increases/route"
import * as budget from "@/app/api/v1/budgets/[slug]/route"
import * as budgetStatus from "@/app/api/v1/budgets/[slug]/status/route"
import * as authorize from "@/app/api/v1/budgets/authorize/route"
import * as budgets from "@/app/api/v1/budgets/route"
import * as change from "@/app/api/v1/change/route"
import * as credit from "@/app/api/v1/credits/[id]/route"
import * as credits from "@/app/api/v1/credits/route"
import * as decisionAssumptions from "@/app/api/v1/decision/assumptions/route"
import * as decision from "@/app/api/v1/decision/route"
import * as sendDelivery from "@/app/api/v1/deliveries/[id]/send/route"
import * as dimension from "@/app/api/v1/dimensions/[dimension]/route"
import * as endpointDeliveries from "@/app/api/v1/endpoints/[id]/deliveries/route"
import * as rotateEndpoint from "@/app/api/v1/endpoints/[id]/rotate/route"
import * as endpoint from "@/app/api/v1/endpoints/[id]/route"
import * as testEndpoint from "@/app/api/v1/endpoints/[id]/test/route"
import * as endpoints from "@/app/api/v1/endpoints/route"
import * as event from "@/app/api/v1/events/[id]/route"
import * as events from "@/app/api/v1/events/route"
import * as validate from "@/app/api/v1/events/validate/route"
import * as exchangeRates from "@/app/api/v1/exchange-rates/route"
import * as auditCsv from "@/app/api/v1/export/audit.csv/route"
import * as budgetsCsv from "@/app/api/v1/export/budgets.csv/route"
import * as budgetsYaml from "@/app/api/v1/export/budgets.yaml/route"
import * as decisionCsv from "@/app/api/v1/export/decision.csv/route"
import * as eventsCsv from "@/app/api/v1/export/events.csv/route"
import * as failuresCsv from "@/app/api/v1/export/failures.csv/route"
import * as focus from "@/app/api/v1/export/focus/route"
import * as healthCsv from "@/app/api/v1/export/health.csv/route"
import * as exportReconcile from "@/app/api/v1/export/reconcile.csv/route"
import * as showbackCsv from "@/app/api/v1/export/showback.csv/route"
import * as spendCsv from "@/app/api/v1/export/spend.csv/route"
import * as forecast from "@/app/api/v1/forecast/route"
import * as healthProviders from "@/app/api/v1/health/providers/route"
import * as importedBill from "@/app/api/v1/imports/[id]/route"
import * as billMappings from "@/app/api/v1/imports/mappings/route"
import * as imports from "@/app/api/v1/imports/route"
import * as invitation from "@/app/api/v1/invitations/[id]/route"
import * as invitations from "@/app/api/v1/invitations/route"
import * as rotate from "@/app/api/v1/keys/[id]/rotate/route"
import * as key from "@/app/api/v1/keys/[id]/route"
import * as keys from "@/app/api/v1/keys/route"
import * as member from "@/app/api/v1/members/[id]/route"
import * as members from "@/app/api/v1/members/route"
import * as name from "@/app/api/v1/names/[id]/route"
import * as names from "@/app/api/v1/names/route"
import * as organisation from "@/app/api/v1/organisation/route"
import * as otlpLogs from "@/app/api/v1/otlp/v1/logs/route"
import * as otlpMetrics from "@/app/api/v1/otlp/v1/metrics/route"
import * as otlpTraces from "@/app/api/v1/otlp/v1/traces/route"
import * as price from "@/app/api/v1/prices/[id]/route"
import * as pricesCsv from "@/app/api/v1/prices/export.csv/route"
import * as previewPrices from "@/app/api/v1/prices/import/preview/route"
import * as importPrices from "@/app/api/v1/prices/import/route"
import * as prices from "@/app/api/v1/prices/route"
import * as password from "@/app/api/v1/profile/password/route"
import * as profile from "@/app/api/v1/profile/route"
import * as signOut from "@/app/api/v1/profile/sign-out/route"
import * as reconcileNote from "@/app/api/v1/reconcile/notes/[id]/route"
import * as reconcileNotes from "@/app/api/v1/reconcile/notes/route"
import * as reconcile from "@/app/api/v1/reconcile/route"
import * as report from "@/app/api/v1/reports/[id]/route"
import * as sendReport from "@/app/api/v1/reports/[id]/send/route"
import * as reports from "@/app/api/v1/reports/route"
import * as unsubscribe from "@/app/api/v1/reports/unsubscribe/route"
import * as applyRerate from "@/app/api/v1/rerates/[id]/apply/route"
import * as rerate from "@/app/api/v1/rerates/[id]/route"
import * as rerates from "@/app/api/v1/rerates/route"
import * as sharedCosts from "@/app/api/v1/shared-costs/route"
import * as showback from "@/app/api/v1/showback/route"
import * as smokeRun from "@/app/api/v1/smoke/runs/[id]/route"
import * as smokeRuns from "@/app/api/v1/smoke/runs/route"
import * as rotateSource from "@/app/api/v1/sources/[id]/rotate/route"
import * as source from "@/app/api/v1/sources/[id]/route"
import * as cloudEvents from "@/app/api/v1/sources/cloudevents/route"
import * as langfuse from "@/app/api/v1/sources/langfuse/api/public/ingestion/route"
import * as langfuseTraces from "@/app/api/v1/sources/langfuse/api/public/otel/v1/traces/route"
import * as liteLlm from "@/app/api/v1/sources/litellm/route"
import * as broadcast from "@/app/api/v1/sources/openrouter/route"
import * as portkey from "@/app/api/v1/sources/portkey/route"
import * as sources from "@/app/api/v1/sources/route"
import * as sourceTraffic from "@/app/api/v1/sources/traffic/route"
import * as webhook from "@/app/api/v1/sources/webhook/route"
import * as spend from "@/app/api/v1/spend/route"
import * as savedView from "@/app/api/v1/views/[id]/route"
import * as savedViews from "@/app/api/v1/views/route"
import * as healthz from "@/app/healthz/route"
import * as metrics from "@/app/metrics/route"
import * as readyz from "@/app/readyz/route"
import type { RouteTable } from "@/lib/http/openapi"

/** Every route that describes itself, one line each; a test names those that are missing. */
export const routes: RouteTable = {
  "/api/v1/events": events,
  "/api/v1/events/validate": validate,
  "/api/v1/otlp/v1/traces": otlpTraces,
  "/api/v1/otlp/v1/logs": otlpLogs,
  "/api/v1/otlp/v1/metrics": otlpMetrics,
  "/api/v1/sources/openrouter": broadcast,
  "/api/v1/events/{id}": event,
  "/api/v1/spend": spend,
  "/api/v1/change": change,
  "/api/v1/views": savedViews,
  "/api/v1/views/{id}": savedView,
  "/api/v1/anomalies": anomalies,
  "/api/v1/health/providers": healthProviders,
  "/api/v1/annotations": annotations,
  "/api/v1/annotations/{id}": annotation,
  "/api/v1/export/spend.csv": spendCsv,
  "/api/v1/export/showback.csv": showbackCsv,
  "/api/v1/export/health.csv": healthCsv,
  "/api/v1/export/failures.csv": failuresCsv,
  "/api/v1/export/events.csv": eventsCsv,
  "/api/v1/export/budgets.csv": budgetsCsv,
  "/api/v1/export/decision.csv": decisionCsv,
  "/api/v1/export/budgets.yaml": budgetsYaml,
  "/api/v1/export/focus": focus,
  "/api/v1/attribution": attribution,
  "/api/v1/attribution/preview": attributionPreview,
  "/api/v1/names": names,
  "/api/v1/names/{id}": name,
  "/api/v1/shared-costs": sharedCosts,
  "/api/v1/showback": showback,
  "/api/v1/endpoints": endpoints,
  "/api/v1/endpoints/{id}": endpoint,
  "/api/v1/endpoints/{id}/test": testEndpoint,
  "/api/v1/endpoints/{id}/rotate": rotateEndpoint,
  "/api/v1/endpoints/{id}/deliveries": endpointDeliveries,
  "/api/v1/decision": decision,
  "/api/v1/decision/assumptions": decisionAssumptions,
  "/api/v1/deliveries/{id}/send": sendDelivery,
  "/api/v1/reports": reports,
  "/api/v1/reports/unsubscribe": unsubscribe,
  "/api/v1/reports/{id}": report,
  "/api/v1/reports/{id}/send": sendReport,
  "/api/v1/budgets": budgets,
  "/api/v1/budgets/authorize": authorize,
  "/api/v1/budgets/{slug}": budget,
  "/api/v1/budgets/{slug}/course": budgetCourse,
  "/api/v1/budgets/{slug}/status": budgetStatus,
  "/api/v1/budgets/{slug}/increases": increases,
  "/api/v1/budgets/{slug}/increases/{id}": increase,
  "/api/v1/imports": imports,
  "/api/v1/imports/{id}": importedBill,
  "/api/v1/imports/mappings": billMappings,
  "/api/v1/reconcile": reconcile,
  "/api/v1/export/reconcile.csv": exportReconcile,
  "/api/v1/reconcile/notes": reconcileNotes,
  "/api/v1/reconcile/notes/{id}": reconcileNote,
  "/api/v1/smoke/runs": smokeRuns,
  "/api/v1/smoke/runs/{id}": smokeRun,
  "/api/v1/alerts": alerts,
  "/api/v1/alerts/rules": alertRules,
  "/api/v1/alerts/rules/{slug}": alertRule,
  "/api/v1/alerts/preview": alertPreview,
  "/api/v1/alerts/mutes": mutes,
  "/api/v1/alerts/mutes/{id}": mute,
  "/api/v1/alerts/{id}": alert,
  "/api/v1/alerts/{id}/ack": acknowledgement,
  "/api/v1/credits": credits,
  "/api/v1/credits/{id}": credit,
  "/api/v1/prices": prices,
  "/api/v1/prices/{id}": price,
  "/api/v1/prices/export.csv": pricesCsv,
  "/api/v1/prices/import": importPrices,
  "/api/v1/prices/import/preview": previewPrices,
  "/api/v1/rerates": rerates,
  "/api/v1/rerates/{id}": rerate,
  "/api/v1/rerates/{id}/apply": applyRerate,
  "/api/v1/exchange-rates": exchangeRates,
  "/api/v1/forecast": forecast,
  "/api/v1/dimensions/{dimension}": dimension,
  "/api/v1/sources": sources,
  "/api/v1/sources/litellm": liteLlm,
  "/api/v1/sources/portkey": portkey,
  "/api/v1/sources/langfuse/api/public/ingestion": langfuse,
  "/api/v1/sources/langfuse/api/public/otel/v1/traces": langfuseTraces,
  "/api/v1/sources/cloudevents": cloudEvents,
  "/api/v1/sources/webhook": webhook,
  "/api/v1/sources/traffic": sourceTraffic,
  "/api/v1/sources/{id}": source,
  "/api/v1/sources/{id}/rotate": rotateSource,
  "/api/v1/keys": keys,
  "/api/v1/keys/{id}": key,
  "/api/v1/keys/{id}/rotate": rotate,
  "/api/v1/members": members,
  "/api/v1/members/{id}": member,
  "/api/v1/invitations": invitations,
  "/api/v1/invitations/{id}": invitation,
  "/api/v1/audit": audit,
  "/api/v1/audit/{id}": auditEntry,
  "/api/v1/audit/verify": verifyAudit,
  "/api/v1/export/audit.csv": auditCsv,
  "/api/v1/organisation": organisation,
  "/api/v1/profile": profile,
  "/api/v1/profile/password": password,
  "/api/v1/profile/sign-out": signOut,
  "/api/auth/setup": setup,
  "/api/auth/invitation": invitationText,
  "/api/auth/accept": accept,
  "/api/auth/forgotten": forgotten,
  "/api/auth/reset": reset,
  "/healthz": healthz,
  "/readyz": readyz,
  "/metrics": metrics,
}
