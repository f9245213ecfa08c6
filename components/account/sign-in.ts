import { type Outcome, submit } from "./submit"

interface SignInValues {
  email: string
  password: string
  /** The page to come back to; the server lets no other site through. */
  next: string
}

async function csrfToken(): Promise<string> {
  const response = await fetch("/api/auth/csrf")
  const { csrfToken: token } = (await response.json()) as { csrfToken: string }
  return token
}

function noCookies(): Outcome {
  const detail = "The browser did not keep the cookie that signing in needs. Allow cookies for this site."
  return { ok: false, refusal: { detail, fields: {} } }
}

/** Signs in; the value of a good outcome is the address to go to. */
export async function signIn({ email, password, next }: SignInValues): Promise<Outcome> {
  const token = await csrfToken().catch(() => "")
  const outcome = await submit("/api/auth/callback/credentials", {
    csrfToken: token,
    email,
    password,
    callbackUrl: next,
    json: "true",
  })
  if (!outcome.ok) return outcome
  const { url } = outcome.value as { url: string }
  return url.includes("/api/auth/signin") ? noCookies() : { ok: true, value: url }
}

/** Asks for the address of the provider's own sign-in; the value of a good outcome is where to go. */
export async function signInByProvider(next: string): Promise<Outcome> {
  const token = await csrfToken().catch(() => "")
  const fields = { csrfToken: token, callbackUrl: next, json: "true" }
  const outcome = await submit("/api/auth/signin/oidc", fields)
  if (!outcome.ok) return outcome
  const { url } = outcome.value as { url: string }
  return url.includes("/api/auth/signin") ? noCookies() : { ok: true, value: url }
}

/** Ends this session on the server and forgets its cookie. */
export async function signOut(): Promise<void> {
  const token = await csrfToken()
  await submit("/api/auth/signout", { csrfToken: token, json: "true" })
}
