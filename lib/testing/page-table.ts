import type { Role } from "@/lib/auth/scope"

export interface PageRow {
  /** Who sees the page's own content; the others are told who can open it. `everybody` needs no session. */
  allow: readonly Role[] | "everybody"
  /** An address of the page where its path has parameters. */
  address?: string
}

const MEMBERS: readonly Role[] = ["owner", "admin", "finance", "engineer", "viewer"]
const ADMINS: readonly Role[] = ["owner", "admin"]

/** One row for every page; `npm run check` names those without. */
export const PAGES: Readonly<Record<string, PageRow>> = {
  "/": { allow: MEMBERS },
  "/home": { allow: MEMBERS },
  "/explore": { allow: MEMBERS },
  "/change": { allow: MEMBERS },
  "/anomalies": { allow: MEMBERS },
  "/showback": { allow: MEMBERS },
  "/reconcile": { allow: MEMBERS },
  "/health": { allow: MEMBERS },
  "/budgets": { allow: MEMBERS },
  "/alerts": { allow: MEMBERS },
  "/alerts/{id}": { allow: MEMBERS, address: "/alerts/1" },
  "/smoke": { allow: MEMBERS },
  "/decide": { allow: MEMBERS },
  "/reports": { allow: MEMBERS },
  "/attribution": { allow: MEMBERS },
  "/entity/{dimension}": { allow: MEMBERS, address: "/entity/team?value=Support" },
  "/events": { allow: MEMBERS },
  "/prices/credits": { allow: MEMBERS },
  "/prices/rerate": { allow: MEMBERS },
  "/prices": { allow: MEMBERS },
  "/sources": { allow: MEMBERS },
  "/settings": { allow: MEMBERS },
  "/settings/members": { allow: ADMINS },
  "/settings/endpoints": { allow: ["owner", "admin", "finance"] },
  "/settings/audit": { allow: ADMINS },
  "/settings/audit/{id}": { allow: ADMINS, address: "/settings/audit/1" },
  "/settings/profile": { allow: MEMBERS },
  "/accept": { allow: "everybody" },
  "/forgotten": { allow: "everybody" },
  "/reset": { allow: "everybody" },
  "/unsubscribe": { allow: "everybody" },
  "/setup": { allow: "everybody" },
  "/sign-in": { allow: "everybody" },
}
