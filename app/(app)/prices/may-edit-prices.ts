import type { Scope } from "@/lib/auth/scope"

/** Whether the asker may enter prices and exchange rates. */
export function mayEditPrices({ actor }: Scope): boolean {
  return actor.kind === "user" && ["owner", "admin", "finance"].includes(actor.role)
}
