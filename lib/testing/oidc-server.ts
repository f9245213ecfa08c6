import { randomBytes } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import Provider, { type Configuration } from "oidc-provider"

/** What the provider says of somebody; `sub` is the person's number there. */
export interface OidcPerson {
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
}

export interface OidcServer {
  issuer: string
  clientId: string
  clientSecret: string
  /** The person at the provider's keyboard: signs in as soon as they are asked to. */
  person: OidcPerson
  close: () => Promise<void>
}

function configuration(server: Omit<OidcServer, "close">, redirectUri: string): Configuration {
  return {
    clients: [
      { client_id: server.clientId, client_secret: server.clientSecret, redirect_uris: [redirectUri] },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    pkce: { required: () => true },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    async findAccount(_ctx, sub) {
      const { person } = server
      return { accountId: sub, claims: async () => ({ ...person, sub }) }
    },
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? "",
        accountId: oidc.session?.accountId ?? "",
      })
      grant.addOIDCScope("openid email profile")
      await grant.save()
      return grant
    },
  }
}

export interface OidcServerOptions {
  /** A free one unless told. */
  port?: number
  clientSecret?: string
}

/** A real OpenID Connect provider on loopback, with one client that comes back to `redirectUri`. */
export async function startOidcServer(
  redirectUri: string,
  { port: wanted = 0, clientSecret = randomBytes(24).toString("hex") }: OidcServerOptions = {},
): Promise<OidcServer> {
  const http = createServer()
  await new Promise<void>((done) => http.listen(wanted, "127.0.0.1", done))
  const { port } = http.address() as AddressInfo
  const server = {
    issuer: `http://127.0.0.1:${port}`,
    clientId: "tollgate",
    clientSecret,
    person: { sub: "nobody" } as OidcPerson,
  }
  const provider = new Provider(server.issuer, configuration(server, redirectUri))
  const answer = provider.callback()
  http.on("request", (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return answer(request, response)
    const login = { login: { accountId: server.person.sub } }
    return provider.interactionFinished(request, response, login)
  })
  const close = async () => {
    http.closeAllConnections()
    await new Promise((done) => http.close(done))
  }
  return Object.assign(server, { close })
}

/** Follows the provider's redirects as a browser does, until one leaves it; returns that address. */
export async function followProvider(start: string): Promise<string> {
  const jar = new Map<string, string>()
  const { origin } = new URL(start)
  let url = start
  for (let step = 0; step < 10; step += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
    const answer = await fetch(url, { headers: { cookie }, redirect: "manual" })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";")
      const at = pair.indexOf("=")
      jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const location = answer.headers.get("location")
    if (location === null) throw new Error(`The provider answered ${answer.status}: ${await answer.text()}`)
    url = new URL(location, url).href
    if (new URL(url).origin !== origin) return url
  }
  throw new Error("The provider redirects without end.")
}
