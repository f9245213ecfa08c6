import type { MemberSummary } from "@/lib/auth/member-schema"

export type RoleName = MemberSummary["role"]

export const ROLE_WORDS: Readonly<Record<RoleName, { label: string; may: string }>> = {
  owner: { label: "Owner", may: "Everything, owners included." },
  admin: { label: "Admin", may: "Everything but making and removing owners." },
  finance: { label: "Finance", may: "All spend, budgets, prices and exports. No keys, no payloads." },
  engineer: { label: "Engineer", may: "Spend of all or some teams, payloads, and keys." },
  viewer: { label: "Viewer", may: "Reads the spend of all or some teams. No keys, no payloads." },
}

/** `All`, `Search, Support`. */
export function sightWords(teams: readonly string[] | null): string {
  return teams === null ? "All" : teams.join(", ")
}
