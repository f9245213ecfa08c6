import * as z from "zod"
import { NARROWABLE } from "@/lib/auth/role-rules"
import { ROLES, type Role } from "@/lib/auth/scope"
import { emailAddress } from "@/lib/auth/setup-schema"

export const MAX_TEAMS = 50

const role = z.enum(ROLES, `Choose one of ${ROLES.join(", ")}.`)
const teams = z
  .array(z.string().trim().min(1, "A team has a name.").max(256))
  .min(1, "Name a team, or let the member see all.")
  .max(MAX_TEAMS, `At most ${MAX_TEAMS} teams.`)
  .transform((names) => [...new Set(names)].sort())
  .nullable()

const teamsInput = teams.optional().meta({
  description:
    "The teams whose spend the member sees, null for all. Engineers and viewers: must be stated. Others see all.",
})

/** Left out, teams would have to mean something, and whichever that was would be too much for somebody. */
function requireSight(
  { role, teams }: { role: Role; teams?: string[] | null | undefined },
  context: z.RefinementCtx,
): void {
  const narrowable = NARROWABLE.includes(role)
  if (narrowable && teams === undefined) {
    const message = "State the teams that an engineer or a viewer sees: a list, or null for all."
    context.addIssue({ code: "custom", path: ["teams"], message })
  }
  if (!narrowable && teams != null) {
    const message = "Only engineers and viewers can be kept to teams."
    context.addIssue({ code: "custom", path: ["teams"], message })
  }
}

export const memberInput = z
  .strictObject({ role, teams: teamsInput })
  .superRefine(requireSight)
  .meta({ id: "MemberInput" })
export type MemberInput = z.output<typeof memberInput>

export const invitationInput = z
  .strictObject({ email: emailAddress, role, teams: teamsInput })
  .superRefine(requireSight)
  .meta({ id: "InvitationInput" })
export type InvitationInput = z.output<typeof invitationInput>

const seen = z.array(z.string()).nullable().meta({ description: "Null: all teams." })

export const memberSummary = z
  .object({
    id: z.int(),
    name: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    teams: seen,
    is_self: z.boolean(),
    joined_at: z.string(),
    last_sign_in_at: z.string().nullable(),
    keys: z.int().meta({ description: "Keys of theirs that work." }),
  })
  .meta({ id: "Member" })
export type MemberSummary = z.output<typeof memberSummary>

export const invitationSummary = z
  .object({
    id: z.int(),
    email: z.string(),
    role: z.enum(ROLES),
    teams: seen,
    invited_by: z.string().nullable(),
    created_at: z.string(),
    expires_at: z.string(),
  })
  .meta({ id: "Invitation" })
export type InvitationSummary = z.output<typeof invitationSummary>

export const createdInvitation = invitationSummary
  .extend({
    link: z.string().meta({ description: "Opens once, for whoever holds it. Shown this once." }),
    mailed: z.boolean().meta({ description: "Whether the link went out by mail too." }),
  })
  .meta({ id: "CreatedInvitation" })
export type CreatedInvitation = z.output<typeof createdInvitation>

export const memberParams = z.strictObject({ id: z.coerce.number().int().positive().max(2_147_483_647) })
