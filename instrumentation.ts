/** Runs once before the server listens. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return
  const { recordPeerAddresses } = await import("@/lib/auth/client-address")
  recordPeerAddresses()
}
