import type pg from "pg"

const REFUSED = "42501"

/**
 * Readies the role that tenants' questions are asked as: made where it is missing and this connection may, and
 * granted what the migrations name. A database that refuses is left without; whoever asks then says so.
 */
export async function raiseWall(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ raised: boolean; missing: boolean }>(
    `select to_regprocedure('wall_grants()') is not null as raised,
       not exists (select from pg_roles where rolname = 'tollgate_tenant') as missing`,
  )
  const found = rows[0]
  if (!found?.raised) return
  if (found.missing) await makeRole(client)
  await client.query("select wall_grants()")
}

async function makeRole(client: pg.Client): Promise<void> {
  try {
    await client.query("create role tollgate_tenant nologin")
    await client.query("grant tollgate_tenant to current_user")
  } catch (error) {
    if ((error as { code?: unknown }).code !== REFUSED) throw error
  }
}
