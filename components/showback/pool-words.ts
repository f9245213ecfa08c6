import type { SharedPool } from "@/lib/attribution/schema"

const SPLITS: Record<SharedPool["split"], string> = {
  even: "evenly",
  proportional: "by what each spends itself",
  fixed: "by fixed shares",
}

/** `evenly among all teams with spend`, `by fixed shares: Search 40%, Support 35.5%`. */
export function splitWords({ split, teams }: Pick<SharedPool, "split" | "teams">): string {
  if (split === "fixed") {
    return `${SPLITS.fixed}: ${teams.map(({ team, percent }) => `${team} ${percent}%`).join(", ")}`
  }
  const among = teams.length === 0 ? "all teams with spend" : teams.map(({ team }) => team).join(", ")
  return `${SPLITS[split]}, among ${among}`
}

/** The teams of a pool as one line of text: `Search 40; Support 35.5`. */
export function teamsText(teams: SharedPool["teams"]): string {
  return teams.map(({ team, percent }) => (percent === null ? team : `${team} ${percent}`)).join("; ")
}

/** The reverse; with a fixed split the last word of each part is its percentage. */
export function parseTeams(text: string, split: SharedPool["split"]): SharedPool["teams"] {
  return text
    .split(";")
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const fixed = split === "fixed" ? /^(.*\S)\s+([\d.]+)\s*%?$/.exec(part) : null
      return fixed ? { team: fixed[1] ?? part, percent: fixed[2] ?? null } : { team: part, percent: null }
    })
}
