import type { Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"

/** Whether the asker may see what this team caused; what no team caused is seen by those who see all. */
export function maySeeTeam({ teams }: Scope, team: string | null): boolean {
  return teams === null || (team !== null && teams.includes(team))
}

/** For figures that cannot be told apart by team. Throws `forbidden` for an asker kept to some. */
export function requireWholeSight({ teams }: Scope): void {
  if (teams === null) return
  throw new AppError(
    "forbidden",
    "This covers the spend of every team, and you see that of some. An owner or an administrator can widen it.",
  )
}
