import * as z from "zod"
import { ROLES } from "@/lib/auth/scope"

export const profileInput = z
  .strictObject({ name: z.string().trim().min(1, "Enter your name.").max(80) })
  .meta({ id: "ProfileInput" })

export const passwordInput = z
  .strictObject({
    current: z.string().min(1, "Enter the password you have now.").max(1024),
    password: z.string().min(1, "Enter a new password.").max(1024),
  })
  .meta({ id: "PasswordInput" })
export type PasswordInput = z.output<typeof passwordInput>

export const profileAnswer = z
  .object({
    name: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    teams: z.array(z.string()).nullable().meta({ description: "Null: all teams." }),
    last_sign_in_at: z.string().nullable(),
  })
  .meta({ id: "Profile" })
export type ProfileAnswer = z.output<typeof profileAnswer>
