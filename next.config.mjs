import { securityHeaders } from "./lib/http/headers.ts"

const root = import.meta.dirname
const headers = Object.entries(securityHeaders(false)).map(([key, value]) => ({ key, value }))

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  // An open event lies beside its list: one page, whose list stays as it is while events are opened.
  rewrites: async () => [
    { source: "/events/:event(evt_[0-9a-z]{1,40})", destination: "/events?event=:event" },
    // Browsers ask for it by this name before they have read which icon a page names.
    { source: "/favicon.ico", destination: "/icon.svg" },
  ],
  // Pages and routes set their own; this is for what Next answers by itself: redirects, faults, files.
  headers: async () => [{ source: "/:path*", headers }],
  // No image leaves or enters through the optimiser: the product shows none from elsewhere.
  images: { unoptimized: true },
  // `npm run check` checks the types of everything, tests included; the build need not do it again.
  typescript: { ignoreBuildErrors: true },
  // A lock file in a folder above must not move the project's root there.
  turbopack: { root },
  outputFileTracingRoot: root,
  serverExternalPackages: [
    "@node-rs/argon2",
    "@prisma/adapter-pg",
    "@prisma/client",
    "nodemailer",
    "pg",
    "pg-boss",
    "pino",
    "prom-client",
  ],
}

export default config
