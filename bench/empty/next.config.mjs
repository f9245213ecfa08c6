import { resolve } from "node:path"

const root = resolve(import.meta.dirname, "../..")

/** @type {import("next").NextConfig} */
const config = { poweredByHeader: false, agentRules: false, turbopack: { root }, outputFileTracingRoot: root }

export default config
