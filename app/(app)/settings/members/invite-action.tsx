import { InviteButton } from "@/components/settings/invite-button"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { mayManageMembers } from "../may-manage-members"
import { readChoices } from "./read-choices"

async function read() {
  const scope = await requireScope()
  return mayManageMembers(scope) ? readChoices(scope) : null
}

/** The page's one primary action. The list of members says why it failed. */
export async function InviteAction() {
  const found = await readSection("The choices", read)
  return found.ok && found.value ? <InviteButton {...found.value} /> : null
}
