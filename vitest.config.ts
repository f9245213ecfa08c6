import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const root = fileURLToPath(new URL(".", import.meta.url))

// Far from UTC, with an odd offset and no daylight saving: a test that leans on the machine's zone fails here.
process.env.TZ = "Asia/Kathmandu"

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: root },
      { find: /^server-only$/, replacement: `${root}node_modules/server-only/empty.js` },
    ],
  },
  test: {
    include: ["{app,components,lib,scripts,bench}/**/*.test.{ts,tsx}"],
    environment: "node",
    env: { TZ: "Asia/Kathmandu", NODE_ENV: "test", LOG_LEVEL: "silent", BASE_URL: "" },
    globalSetup: ["lib/testing/database-server.ts"],
    setupFiles: ["lib/testing/property-seed.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    restoreMocks: true,
  },
})
