import { baseUrl } from "@/lib/env"

/** Signs in over HTTP as a person does, and returns the `Cookie` header of the session. */
export async function signInAt(url: string, owner: { email: string; password: string }): Promise<string> {
  const jar = new Map<string, string>()
  const send = async (path: string, body?: URLSearchParams) => {
    const response = await fetch(`${url}/api/auth/${path}`, {
      headers: { cookie: cookieOf(jar), origin: baseUrl() },
      redirect: "manual",
      ...(body ? { method: "POST", body } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    return response
  }
  const { csrfToken } = (await (await send("csrf")).json()) as { csrfToken: string }
  const signedIn = await send(
    "callback/credentials",
    new URLSearchParams({ csrfToken, json: "true", callbackUrl: "/", ...owner }),
  )
  if (![...jar.keys()].some((name) => name.endsWith("session")))
    throw new Error(
      `The bench could not sign in: ${signedIn.status} ${(await signedIn.text()).slice(0, 200)}`,
    )
  return cookieOf(jar)
}

function cookieOf(jar: ReadonlyMap<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
}
