import { handleAuth } from "@/lib/auth/next-auth-handler"
import { queryValues } from "@/lib/http/input"

/** A browser's jar, as far as next-auth's routes need one. */
export class AuthBrowser {
  readonly jar = new Map<string, string>()

  get cookie(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ")
  }

  /** `path` stands below `/api/auth` and may carry a query. */
  async send(method: "GET" | "POST", path: string, body?: Record<string, unknown>): Promise<Response> {
    const response = await handleAuth({
      method,
      path: (path.split("?")[0] ?? "").split("/"),
      query: queryValues(path),
      headers: new Headers({ cookie: this.cookie }),
      body,
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";")
      const [name = "", value = ""] = pair.split("=")
      if (/; *(max-age=0|expires=[^;]* 1970)/i.test(line) || value === "") this.jar.delete(name)
      else this.jar.set(name, value)
    }
    return response
  }

  async post(path: string, fields: Record<string, unknown>): Promise<Response> {
    const { csrfToken } = await (await this.send("GET", "csrf")).json()
    return this.send("POST", path, { csrfToken, json: "true", ...fields })
  }

  signIn(email: string, password: string, callbackUrl = "/"): Promise<Response> {
    return this.post("callback/credentials", { email, password, callbackUrl })
  }
}
