import * as z from "zod"

export const forgottenInput = z
  .strictObject({
    email: z.string().trim().toLowerCase().pipe(z.email("Enter your e-mail address.").max(254)),
  })
  .meta({ id: "ForgottenInput" })

export const resetInput = z
  .strictObject({
    token: z.string().trim().min(1).max(200),
    password: z.string().min(1, "Enter a password.").max(1024),
  })
  .meta({ id: "ResetInput" })
export type ResetInput = z.output<typeof resetInput>
