import * as z from "zod"
import { passwordFault } from "@/lib/auth/password-rules"

const ZONE_MAX = 64

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone })
    return !/^[+-]/.test(zone)
  } catch {
    return false
  }
}

export const zoneName = z
  .string()
  .max(ZONE_MAX)
  .refine(isZone, "Choose a time zone by its name, such as Europe/Berlin.")

export const currencyCode = z
  .string()
  .refine(
    (code) => Intl.supportedValuesOf("currency").includes(code),
    "Choose a currency by its code, such as USD.",
  )

export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("Enter an e-mail address, such as ada@example.com."))

export const setupInput = z
  .strictObject({
    token: z.string().trim().min(1, "Enter the set-up token that the server printed.").max(200),
    organisation: z.string().trim().min(1, "Give the organisation a name.").max(80),
    zone: zoneName,
    currency: currencyCode,
    name: z.string().trim().min(1, "Enter your name.").max(80),
    email: emailAddress,
    password: z.string(),
  })
  .superRefine(({ password, email, organisation, name }, context) => {
    const fault = passwordFault(password, [email, organisation, name])
    if (fault) context.addIssue({ code: "custom", path: ["password"], message: fault })
  })
  .meta({ id: "SetupInput" })
export type SetupInput = z.output<typeof setupInput>
