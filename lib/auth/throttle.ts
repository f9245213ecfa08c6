import "server-only"
import { createHash } from "node:crypto"
import type pg from "pg"
import { type RateLimiterAbstract, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible"
import { addressGroup } from "@/lib/auth/client-address"
import { accountPool } from "@/lib/db/client"
import { AppError } from "@/lib/errors"

const WINDOW_SECONDS = 15 * 60
const HOUR_SECONDS = 60 * 60

/** The limiter reckons with numbers; the pool would give whole numbers as bigint. */
const NUMBERS: pg.CustomTypesConfig = { getTypeParser: () => Number }

function inNumbers(statement: pg.QueryConfig): pg.QueryConfig {
  return { ...statement, types: NUMBERS }
}

/** Asks for the pool each time: it may have been ended and opened anew. */
const storeClient = {
  query: (statement: pg.QueryConfig) => accountPool().query(inNumbers(statement)),
}

function limiter(name: string, points: number, duration = WINDOW_SECONDS): RateLimiterAbstract {
  return new RateLimiterPostgres({
    storeClient,
    storeType: "client",
    tableName: "throttle",
    tableCreated: true,
    keyPrefix: name,
    points,
    duration,
    clearExpiredByTimeout: name === "address",
  })
}

const byAddress = limiter("address", 20)
const byAccountAndAddress = limiter("account-address", 5)
const byAccount = limiter("account", 50)
const startsByAddress = limiter("provider-address", 30)
const lettersByAddress = limiter("letter-address", 10, HOUR_SECONDS)
const lettersByAccount = limiter("letter-account", 3, HOUR_SECONDS)
const signaturesBySource = limiter("webhook-address", 20)

function digest(...parts: string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("base64url").slice(0, 22)
}

function tooMany(what: string, ms: number): AppError {
  const seconds = Math.ceil(ms / 1000)
  const minutes = Math.max(1, Math.ceil(seconds / 60))
  return new AppError(
    "too_many_requests",
    `Too many attempts to ${what}. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`,
    { retryAfterSeconds: seconds },
  )
}

async function spend(limit: RateLimiterAbstract, key: string, what = "sign in"): Promise<void> {
  try {
    await limit.consume(key)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    throw tooMany(what, error.msBeforeNext)
  }
}

/**
 * Counts an attempt to sign in, on every instance alike, before any password is hashed. Throws
 * `too_many_requests` with the time to wait. No lock outlives its window of 15 minutes.
 */
export async function countSignIn(email: string, address: string): Promise<void> {
  const group = addressGroup(address)
  await spend(byAddress, digest(group))
  await spend(byAccountAndAddress, digest(email, group))
  await spend(byAccount, digest(email))
}

/** A password that was right clears the account's count from that address, and is no attempt of the others'. */
export async function forgiveSignIn(email: string, address: string): Promise<void> {
  const group = addressGroup(address)
  await byAddress.reward(digest(group))
  await byAccountAndAddress.delete(digest(email, group))
  await byAccount.reward(digest(email))
}

/**
 * Counts a letter that somebody without a session asks for, whether there is such an account or not: nobody's
 * mailbox is filled by strangers. Throws `too_many_requests`.
 */
export async function countLetter(email: string, address: string): Promise<void> {
  await spend(lettersByAddress, digest(addressGroup(address)), "ask for a letter")
  await spend(lettersByAccount, digest(email), "ask for a letter")
}

/** Counts a way to the provider, each of which asks it something. Throws `too_many_requests`. */
export async function countProviderStart(address: string): Promise<void> {
  await spend(startsByAddress, digest(addressGroup(address)))
}

/** Whoever has shown that the account is theirs may sign in from that address, however often they tried. */
export async function clearSignIns(email: string, address: string): Promise<void> {
  await byAccountAndAddress.delete(digest(email, addressGroup(address)))
}

const SIGN = "sign for this source"
const MAX_REMEMBERED = 10_000

/** Until when signers are refused, as far as this process saw: whoever signs rightly costs no look at the counts. */
const refusedUntil = new Map<string, number>()

/**
 * Counts a wrong signature of a source's webhook, on every instance alike. Throws `too_many_requests` with the time
 * to wait for more than 20 in 15 minutes from one address.
 */
export async function countWrongSignature(publicId: string, address: string): Promise<void> {
  const key = digest(publicId, addressGroup(address))
  try {
    await spend(signaturesBySource, key, SIGN)
  } catch (error) {
    if (error instanceof AppError && error.retryAfterSeconds !== undefined) {
      if (refusedUntil.size >= MAX_REMEMBERED) refusedUntil.clear()
      refusedUntil.set(key, Date.now() + error.retryAfterSeconds * 1_000)
    }
    throw error
  }
}

/** Throws `too_many_requests` for a signer of whom that was said, until its time is over. */
export function refuseThrottledSigner(publicId: string, address: string): void {
  const key = digest(publicId, addressGroup(address))
  const ms = (refusedUntil.get(key) ?? 0) - Date.now()
  if (ms > 0) throw tooMany(SIGN, ms)
  refusedUntil.delete(key)
}
