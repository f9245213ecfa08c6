"use client"

import { useState } from "react"
import { CheckField, SelectField, TextField } from "@/components/ui/form"
import type { MemberInput } from "@/lib/auth/member-schema"
import { ROLE_WORDS, type RoleName } from "./role-words"

export interface RoleFieldsProps {
  /** The roles that the asker may give. */
  roles: readonly RoleName[]
  /** Those whose sight may be kept to teams. */
  narrowable: readonly RoleName[]
  /** Teams that spend is known of. */
  knownTeams: readonly string[]
  /** As the member stands; left out for a new one. */
  role?: RoleName
  teams?: readonly string[] | null
  errors: Record<string, string>
}

/** What the fields say; teams are left out where nothing was chosen, and the server then asks for them. */
export function roleInputOf(form: FormData): MemberInput {
  const role = String(form.get("role")) as RoleName
  const sight = form.get("sight")
  if (sight === null || sight === "") return { role }
  if (sight === "all") return { role, teams: null }
  const other = String(form.get("other_team") ?? "").trim()
  const teams = form.getAll("team").map(String)
  return { role, teams: other === "" ? teams : [...teams, other] }
}

function sightOf(teams: readonly string[] | null | undefined): string {
  if (teams === undefined) return ""
  return teams === null ? "all" : "some"
}

export function RoleFields({ roles, narrowable, knownTeams, errors, ...as }: RoleFieldsProps) {
  const [role, setRole] = useState<RoleName>(as.role ?? "viewer")
  const [sight, setSight] = useState(as.role && narrowable.includes(as.role) ? sightOf(as.teams) : "")
  const own = as.teams ?? []
  const teams = [...new Set([...own, ...knownTeams])].sort()
  return (
    <>
      <SelectField
        label="Role"
        name="role"
        hint={ROLE_WORDS[role].may}
        error={errors.role}
        choices={roles.map((value) => ({ value, label: ROLE_WORDS[value].label }))}
        value={role}
        onChange={(event) => setRole(event.target.value as RoleName)}
      />
      {narrowable.includes(role) && (
        <SelectField
          label="Sees the spend of"
          name="sight"
          hint="Spend without a team is seen by those who see all."
          error={errors.teams}
          choices={[
            { value: "", label: "Choose" },
            { value: "all", label: "All teams" },
            { value: "some", label: "Only these teams" },
          ]}
          value={sight}
          onChange={(event) => setSight(event.target.value)}
          required
        />
      )}
      {narrowable.includes(role) && sight === "some" && (
        <fieldset className="mb-4">
          <legend className="mb-1 text-xs text-ink-2">Teams</legend>
          <div className="mb-3 max-h-48 overflow-y-auto">
            {teams.map((team) => (
              <CheckField
                key={team}
                name="team"
                value={team}
                label={team}
                defaultChecked={own.includes(team)}
              />
            ))}
          </div>
          <TextField
            label={teams.length > 0 ? "Another team" : "Team"}
            name="other_team"
            hint="As events name it."
            maxLength={256}
            autoComplete="off"
          />
        </fieldset>
      )}
    </>
  )
}
