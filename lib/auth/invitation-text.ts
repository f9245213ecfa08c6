const WHOLE = /^inv_(\d{1,10})_(\d{1,10})_([0-9A-Za-z_-]{43})$/
const MAX_ID = 2_147_483_647

export interface InvitationText {
  orgId: number
  id: number
  secret: string
}

/** What stands in an invitation's link: it names the organisation, so that looking it up names one too. */
export function invitationText({ orgId, id, secret }: InvitationText): string {
  return `inv_${orgId}_${id}_${secret}`
}

/** Null for a text that is no whole invitation. */
export function readInvitationText(text: string): InvitationText | null {
  const [, org, number, secret] = WHOLE.exec(text.trim()) ?? []
  if (org === undefined || number === undefined || secret === undefined) return null
  const [orgId, id] = [Number(org), Number(number)]
  return orgId <= MAX_ID && id <= MAX_ID ? { orgId, id, secret } : null
}
