"use client"

import { useRouter } from "next/navigation"
import { useEffect } from "react"

const EVERY_MS = 2_500

/** Reads the page anew every few seconds while somebody looks at it: for pages that wait for a first event. */
export function LookAgain() {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh()
    }, EVERY_MS)
    return () => clearInterval(timer)
  }, [router])
  return null
}
