import { defineConfig } from "prisma/config"

// For the stock command line, such as `npx prisma migrate status`. Tollgate itself migrates at every start.
export default defineConfig({
  schema: "../prisma/schema.prisma",
  migrations: { path: "../prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "" },
})
