/** Why a sign-in by the provider led nowhere, as the address of the sign-in page names it. */
export const PROVIDER_REFUSALS = {
  unverified:
    "The provider does not say that your e-mail address is verified. Verify it there, or ask whoever runs it.",
  domain: "Addresses of this domain may not sign in here by the provider.",
  unknown:
    "There is no membership and no open invitation for this sign-in. Ask an owner of your organisation to invite you.",
  failed: "The provider's sign-in was not completed. Try again.",
  unreachable: "The provider did not answer. Try again, or sign in with your password.",
  unavailable: "The sign-in could not be read just now. Try again in a minute.",
} as const
export type ProviderRefusal = keyof typeof PROVIDER_REFUSALS

/** next-auth's own names of what went wrong on the way to the provider and back. */
const OF_NEXT_AUTH: Readonly<Record<string, ProviderRefusal>> = {
  OAuthSignin: "unreachable",
  OAuthCallback: "failed",
  Callback: "failed",
  AccessDenied: "failed",
}

/** The sentence for the `error` of an address; null for what is no refusal of ours. */
export function refusalSentence(error: unknown): string | null {
  if (typeof error !== "string") return null
  const known = Object.hasOwn(OF_NEXT_AUTH, error) ? OF_NEXT_AUTH[error] : error
  return known !== undefined && Object.hasOwn(PROVIDER_REFUSALS, known)
    ? PROVIDER_REFUSALS[known as ProviderRefusal]
    : null
}

/** A sign-in by the provider that is refused; `reason` is for the log, where it may say more than the page. */
export class RefusedByRule extends Error {
  readonly refusal: ProviderRefusal

  constructor(refusal: ProviderRefusal, reason: string) {
    super(reason)
    this.name = "RefusedByRule"
    this.refusal = refusal
  }
}
