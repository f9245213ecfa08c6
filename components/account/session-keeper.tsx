"use client"

import { useEffect } from "react"

const RENEW_EVERY_MS = 10 * 60_000
const ACTIVITY = ["pointerdown", "keydown"] as const

/**
 * Renews the session while somebody works. A page that only refreshes by itself does not count, so a
 * session left alone still ends.
 */
export function SessionKeeper() {
  useEffect(() => {
    let renewed = Date.now()
    const onActivity = () => {
      if (Date.now() - renewed < RENEW_EVERY_MS) return
      renewed = Date.now()
      // A failure shows on the next request that needs the session.
      fetch("/api/auth/session").catch(() => undefined)
    }
    for (const event of ACTIVITY) window.addEventListener(event, onActivity, { passive: true })
    return () => {
      for (const event of ACTIVITY) window.removeEventListener(event, onActivity)
    }
  }, [])
  return null
}
